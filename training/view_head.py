"""
A linear head on a model's embedding that tells PA from AP, for films that carry no View Position: `python view_head.py
../public/models/v3` writes view.json beside the card. Logistic regression with a ridge, both views weighing the same, fitted on
films of NIH's split val, which the towers were not trained on; the ridge is chosen among folds of its patients. Figures are of split
test. Says nothing of lateral films: those are stopped before.
"""

import argparse
import base64
import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RIDGES = (0.001, 0.01, 0.1, 1.0, 10.0)
FOLDS = 5
# A film is told where the head is this sure; the rest cannot be told.
SURE = 0.8


def fit(vectors, labels, ridge):
    """Weights and intercept of a logistic regression, by Newton's method; each class has half of the weight, the intercept is not shrunk."""
    import numpy as np

    rows = np.c_[vectors, np.ones(len(vectors))]
    share = np.where(labels, 0.5 / labels.sum(), 0.5 / (~labels).sum()) * len(labels)
    weights = np.zeros(rows.shape[1])
    shrink = np.eye(len(weights)) * ridge
    shrink[-1, -1] = 0
    for _ in range(100):
        p = 1 / (1 + np.exp(-rows @ weights))
        step = np.linalg.solve((rows * (share * p * (1 - p))[:, None]).T @ rows + shrink, rows.T @ (share * (p - labels)) + shrink @ weights)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def best_ridge(vectors, labels, patients):
    """The ridge under which the films of left-out patients are told best: by their mean log loss, both views weighing the same."""
    import numpy as np

    names = sorted(set(patients))
    fold_of = {name: at % FOLDS for at, name in enumerate(np.random.default_rng(1).permutation(names))}
    folds = np.array([fold_of[name] for name in patients])

    def loss(ridge):
        total = 0.0
        for fold in range(FOLDS):
            kept, out = folds != fold, folds == fold
            weights = fit(vectors[kept], labels[kept], ridge)
            logit = (vectors[out] @ weights[:-1] + weights[-1]) * np.where(labels[out], 1, -1)
            each = np.logaddexp(0, -logit)
            total += each[labels[out]].mean() + each[~labels[out]].mean()
        return total

    return min(RIDGES, key=loss)


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
        films = [row for row in csv.DictReader(file) if row["split"] in ("val", "test")]
    pooled = []
    for at in range(0, len(films), 32):
        grey = np.stack([effective(read_grey(options.data / "cxr" / "nih" / row["image"]), card["effectiveResolution"]) for row in films[at : at + 32]])
        pooled.append(reference.embed(network_input(torch.from_numpy(grey), card["inputSize"])).numpy())
        print(f"{min(at + 32, len(films))} of {len(films)}", end="\r", file=sys.stderr)
    (options.model / "view.json").write_text(json.dumps(head_of(card, films, np.concatenate(pooled)), indent=1) + "\n", encoding="utf8")


def head_of(card, films, pooled):
    """The file's content from films of val and test and their embeddings, a row a film; prints how both splits are told."""
    import numpy as np

    vectors = pooled.astype(np.float64)
    is_ap = np.array([row["view"] == "AP" for row in films])
    val, test = (np.array([row["split"] == split for row in films]) for split in ("val", "test"))
    ridge = best_ridge(vectors[val], is_ap[val], [row["patient"] for row in films if row["split"] == "val"])
    best = fit(vectors[val], is_ap[val], ridge)
    measured = figures(best, vectors[test], is_ap[test])
    print(f"ridge {ridge}; val {figures(best, vectors[val], is_ap[val])}; test {measured}")
    return {
        "format": "elixr-web view head 1",
        "modelId": card["id"],
        "preprocessingVersion": card["preprocessing"]["version"],
        "source": "NIH ChestX-ray14, fitted on split val; figures of split test",
        "sure": SURE,
        **measured,
        "intercept": float(best[-1]),
        "weights": base64.b64encode(best[:-1].astype("<f4").tobytes()).decode(),
    }


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
