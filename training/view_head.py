"""
A linear head on a model's embedding that tells PA from AP, for films that carry no View Position: `python view_head.py
../public/models/v2` writes view.json beside the card. Logistic regression with a ridge, fitted on films of NIH's split train by their
view, the ridge chosen on val; figures are of split test, whose patients are in neither. Says nothing of lateral films: those are
stopped before.
"""

import argparse
import base64
import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Of each view, so that the head has no prior of its own.
MOST_FILMS = 1500
RIDGES = (0.01, 0.1, 1.0, 10.0)
# A film is told where the head is this sure; the rest cannot be told.
SURE = 0.8


def fit(vectors, labels, ridge):
    """Weights and intercept of a logistic regression, by Newton's method; the intercept is not shrunk."""
    import numpy as np

    rows = np.c_[vectors, np.ones(len(vectors))]
    weights = np.zeros(rows.shape[1])
    shrink = np.eye(len(weights)) * ridge
    shrink[-1, -1] = 0
    for _ in range(100):
        p = 1 / (1 + np.exp(-rows @ weights))
        step = np.linalg.solve((rows * (p * (1 - p))[:, None]).T @ rows + shrink, rows.T @ (p - labels) + shrink @ weights)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def figures(weights, vectors, labels):
    """Share of the films that are told, how many of these rightly, and accuracy were all told."""
    import numpy as np

    p = 1 / (1 + np.exp(-(vectors @ weights[:-1] + weights[-1])))
    told = np.maximum(p, 1 - p) >= SURE
    right = (p >= 0.5) == labels
    return {"films": len(labels), "told": float(told.mean()), "rightWhereTold": float(right[told].mean()), "right": float(right.mean())}


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
        rows = [row for row in csv.DictReader(file) if row["stratum"] != "64"]
    random = np.random.default_rng(1)
    train = []
    for view in ("PA", "AP"):
        of_view = [row for row in rows if row["split"] == "train" and row["view"] == view]
        train += [of_view[at] for at in random.permutation(len(of_view))[:MOST_FILMS]]
    films = train + [row for row in rows if row["split"] in ("val", "test")]
    pooled = []
    for at in range(0, len(films), 32):
        grey = np.stack([effective(read_grey(options.data / "cxr" / "nih" / row["image"]), card["effectiveResolution"]) for row in films[at : at + 32]])
        pooled.append(reference.embed(network_input(torch.from_numpy(grey), card["inputSize"])).numpy())
        print(f"{min(at + 32, len(films))} of {len(films)}", end="\r", file=sys.stderr)
    vectors = np.concatenate(pooled).astype(np.float64)
    is_ap = np.array([row["view"] == "AP" for row in films])
    of = {split: np.array([row["split"] == split for row in films]) for split in ("train", "val", "test")}
    heads = [fit(vectors[of["train"]], is_ap[of["train"]], ridge) for ridge in RIDGES]
    best = max(heads, key=lambda weights: figures(weights, vectors[of["val"]], is_ap[of["val"]])["right"])
    measured = figures(best, vectors[of["test"]], is_ap[of["test"]])
    head = {
        "format": "elixr-web view head 1",
        "modelId": card["id"],
        "preprocessingVersion": card["preprocessing"]["version"],
        "source": "NIH ChestX-ray14, split train; figures of split test",
        "sure": SURE,
        **measured,
        "intercept": float(best[-1]),
        "weights": base64.b64encode(best[:-1].astype("<f4").tobytes()).decode(),
    }
    (options.model / "view.json").write_text(json.dumps(head, indent=1) + "\n", encoding="utf8")
    print(json.dumps(measured))
    for split, rows_of in of.items():
        print(split, figures(best, vectors[rows_of], is_ap[rows_of]))


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
