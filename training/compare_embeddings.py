"""
Embeddings that the browser made against those of the reference, film by film:
`npm run eval -- --films DIR --labels FILE.csv --embeddings FILE.json …`, then
`python compare_embeddings.py ../public/models/v1 --films DIR --embeddings FILE.json [--count 200]`. Exit code 1 below the bar.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

LEAST = 0.9999


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder with card.json")
    parser.add_argument("--films", type=Path, required=True, help="folder of 8-bit PNG or JPEG films")
    parser.add_argument("--embeddings", type=Path, required=True, help="what `npm run eval -- --embeddings` wrote")
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    from elixr_training.errors import WeightsWrong
    from elixr_training.films import effective, read_grey
    from elixr_training.reference import Reference

    reference = Reference(options.model)
    made = json.loads(options.embeddings.read_text(encoding="utf8"))
    if made["modelId"] != reference.card["id"]:
        raise WeightsWrong(f"the embeddings are of {made['modelId']}, the folder is {reference.card['id']}")
    every = max(1, len(made["films"]) // options.count)
    films = made["films"][::every][: options.count]
    grey = np.stack([effective(read_grey(options.films / film["image"])) for film in films]).astype(np.float32)
    ours = np.array([film["pooled"] for film in films])
    theirs = reference.films(grey).numpy()
    cosines = (ours * theirs).sum(1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    worst = films[int(cosines.argmin())]["image"]
    print(json.dumps({"model": made["modelId"], "films": len(films), "lowestCosine": float(cosines.min()), "meanCosine": float(cosines.mean()), "lowest": worst}, indent=1))
    return 0 if cosines.min() >= LEAST else 1


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        sys.exit(main())
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
