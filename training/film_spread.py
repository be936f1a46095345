"""
How the embeddings of ordinary films spread, beside a model: `python film_spread.py ../public/models/v3` writes spread.json. Mean
and covariance over the films of NIH's split val say of any phrase how far a film's score lies from that of other films; `repeats`, the
second moment of the difference between successive films of one patient under the same labels, how far two films of one patient differ
where nothing that was labelled has changed. Aggregates alone; no film can be read out of them. `--check` holds the second against the
films of split test: of how many pairs the change lies within 1.96 of its deviations.
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


def packed_symmetric(matrix) -> str:
    """The lower triangle, row by row."""
    import numpy as np

    return packed(matrix[np.tril_indices(len(matrix))])


def read_symmetric(text: str):
    """What `packed_symmetric` packed."""
    import numpy as np

    triangle = np.frombuffer(base64.b64decode(text), "<f4").astype(np.float64)
    size = int(np.sqrt(2 * len(triangle)))
    matrix = np.zeros((size, size))
    matrix[np.tril_indices(size)] = triangle
    return matrix + np.tril(matrix, -1).T


def repeated(films: list[dict[str, str]]) -> list[tuple[int, int]]:
    """Rows of successive films of one patient that carry the same labels."""
    order = sorted(range(len(films)), key=lambda row: (films[row]["patient"], int(films[row]["follow_up"])))
    same = ("patient", "labels")
    return [(one, other) for one, other in zip(order, order[1:]) if all(films[one][name] == films[other][name] for name in same)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder with card.json")
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--check", action="store_true", help="write nothing; hold spread.json against split test")
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
    split = "test" if options.check else "val"
    with table.open(newline="", encoding="utf8") as file:
        films = [row for row in csv.DictReader(file) if row["split"] == split]
    pooled = []
    for at in range(0, len(films), 32):
        grey = np.stack([effective(read_grey(options.data / "cxr" / "nih" / row["image"]), card["effectiveResolution"]) for row in films[at : at + 32]])
        pooled.append(reference.embed(network_input(torch.from_numpy(grey), card["inputSize"])).numpy())
    vectors = np.concatenate(pooled).astype(np.float64)
    pairs = repeated(films)
    differences = np.stack([vectors[other] - vectors[one] for one, other in pairs])
    patients = len({films[one]["patient"] for one, _ in pairs})
    if options.check:
        stored = json.loads((options.model / "spread.json").read_text(encoding="utf8"))["repeats"]
        moment = read_symmetric(stored["secondMoment"])
        print(f"deviation by {stored['pairs']} pairs of {stored['patients']} patients; held against {len(pairs)} pairs of {patients} patients of split {split}")
        for finding in card["findings"]:
            direction = np.asarray(reference.direction(finding["positivePrompts"], finding["negativePrompts"]), np.float64)
            deviation = np.sqrt(direction @ moment @ direction)
            within = np.mean(np.abs(differences @ direction) <= 1.96 * deviation)
            print(f"{finding['name']:20} deviation {deviation:.3f}, within 1.96 of it {within:.1%}")
        return
    spread = {
        "format": "elixr-web film spread 2",
        "modelId": card["id"],
        "preprocessingVersion": card["preprocessing"]["version"],
        "films": len(films),
        "source": "NIH ChestX-ray14, split val",
        "mean": packed(vectors.mean(0)),
        "covariance": packed_symmetric(np.cov(vectors.T, bias=True)),
        "repeats": {
            "pairs": len(pairs),
            "patients": patients,
            "source": "NIH ChestX-ray14, split val: successive films of one patient under the same labels",
            "secondMoment": packed_symmetric(differences.T @ differences / len(pairs)),
        },
    }
    (options.model / "spread.json").write_text(json.dumps(spread, indent=1) + "\n", encoding="utf8")
    print(f"{len(films)} films, {len(pairs)} pairs of {patients} patients")


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
