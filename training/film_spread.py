"""
How the embeddings of ordinary films spread, beside a model: `python film_spread.py ../public/models/v2` writes spread.json with mean
and covariance over the films of NIH's split val. With it the app can say of any phrase how
far a film's score lies from that of other films. Aggregates alone; no film can be read out of them.
"""

import argparse
import base64
import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def packed(values) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder with card.json")
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    options = parser.parse_args()
    import numpy as np
    import torch

    from elixr_training.errors import DataMissing
    from elixr_training.films import effective, read_grey
    from elixr_training.image_tower import network_input
    from elixr_training.reference import Reference

    table = options.data / "cxr" / "nih.csv"
    if not table.is_file():
        raise DataMissing(f"there is no {table}; name the data folder with --data")
    reference = Reference(options.model)
    card = reference.card
    with table.open(newline="", encoding="utf8") as file:
        films = [row for row in csv.DictReader(file) if row["split"] == "val"]
    pooled = []
    for at in range(0, len(films), 32):
        grey = np.stack([effective(read_grey(options.data / "cxr" / "nih" / row["image"]), card["effectiveResolution"]) for row in films[at : at + 32]])
        pooled.append(reference.embed(network_input(torch.from_numpy(grey), card["inputSize"])).numpy())
    vectors = np.concatenate(pooled).astype(np.float64)
    spread = {
        "format": "elixr-web film spread 1",
        "modelId": card["id"],
        "preprocessingVersion": card["preprocessing"]["version"],
        "films": len(films),
        "source": "NIH ChestX-ray14, split val",
        "mean": packed(vectors.mean(0)),
        "covariance": packed(np.cov(vectors.T, bias=True)),
    }
    (options.model / "spread.json").write_text(json.dumps(spread, indent=1) + "\n", encoding="utf8")
    print(f"{len(films)} films")


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
