"""Figures of any model folder on one split, as JSON: `python measure_folder.py ../public/models/v3 --split val`."""

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder with card.json")
    parser.add_argument("--split", choices=("val", "test"), default="val")
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache" / "work" / "cache")
    options = parser.parse_args()
    from elixr_training.films import load_films
    from elixr_training.measure import finding_scores, stratum_figures, text_figures, zero_shot
    from elixr_training.reference import Reference

    films, reference = load_films(options.data, options.cache), Reference(options.model)
    rows = films.rows(options.split)
    embeddings = reference.films(films.grey[rows])
    found = {"model": reference.card["id"], "split": options.split, "zeroShot": zero_shot(films, rows, finding_scores(reference, embeddings))}
    found |= text_figures(reference, embeddings, films, rows)
    if options.split == "test":
        found["stratumProbe"] = stratum_figures(reference, films, embeddings)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
