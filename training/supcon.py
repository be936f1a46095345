"""
Supervised contrastive training (Khosla et al. 2020) on few labelled films, to be compared with the app's heads on the same films:
`python supcon.py --draws draws.json --features imagenet.json --out supcon.json`, where `scripts/teachingTables.mjs --write-draws` wrote which
films are taught with and measured, and `imagenet_features.py` what the ImageNet tower sees of them. The tower stays as it is: what is trained is
a network on its features (512 values, and a projection to 128 that only the loss sees), and on the 512 a logistic regression whose
C is chosen by cross-validation. Needs scikit-learn (`pip install scikit-learn`).
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

HIDDEN, PROJECTED = 512, 128
TEMPERATURE = 0.1
STEPS = 300
BATCH = 256
C_GRID = (1e-3, 1e-2, 1e-1, 1.0)


def supcon_loss(projected, labels):
    """Mean over the rows of minus the mean log-share of their own class among all other rows. `projected`: L2-normalised, n × d."""
    import torch

    logits = projected @ projected.T / TEMPERATURE
    self_mask = torch.eye(len(labels), dtype=torch.bool)
    logits = logits.masked_fill(self_mask, -1e9)
    same = (labels[:, None] == labels[None]) & ~self_mask
    shares = logits - torch.logsumexp(logits, 1, keepdim=True)
    return -((shares * same).sum(1) / same.sum(1).clamp(min=1)).mean()


def trained(known: np.ndarray, labels: np.ndarray, seed: int):
    """The network after supervised contrastive training; two views of a film differ by dropped features."""
    import torch
    from torch import nn
    from torch.nn import functional

    torch.manual_seed(seed)
    trunk = nn.Sequential(nn.Linear(known.shape[1], HIDDEN), nn.ReLU())
    projection = nn.Linear(HIDDEN, PROJECTED)
    optimiser = torch.optim.AdamW([*trunk.parameters(), *projection.parameters()], lr=1e-3, weight_decay=1e-3)
    x, y = torch.from_numpy(known), torch.from_numpy(labels)
    draw = np.random.default_rng(seed)
    for _ in range(STEPS):
        rows = torch.from_numpy(draw.choice(len(x), min(BATCH, len(x)), replace=False))
        views = torch.cat([functional.dropout(x[rows], 0.2), functional.dropout(x[rows], 0.2)])
        loss = supcon_loss(functional.normalize(projection(trunk(views)), dim=1), y[rows].repeat(2))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    trunk.eval()

    def represent(values: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return functional.normalize(trunk(torch.from_numpy(values)), dim=1).numpy()

    return represent


def scores_of(features: np.ndarray, positive: np.ndarray, some: np.ndarray, measured: np.ndarray, seed: int) -> np.ndarray | None:
    """Log-odds of the measured films by what was trained on `some`; None where a class has fewer than two films."""
    from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
    from sklearn.model_selection import StratifiedKFold

    labels = positive[some]
    rarer = min(labels.sum(), len(labels) - labels.sum())
    if rarer < 2:
        return None
    mean = features[some].mean(0)
    spread = float(np.sqrt(((features[some] - mean) ** 2).mean())) or 1.0
    scaled = ((features - mean) / spread).astype(np.float32)
    represent = trained(scaled[some], labels, seed)
    known, held = represent(scaled[some]) * HIDDEN**0.5, represent(scaled[measured]) * HIDDEN**0.5
    if rarer < 6:
        head = LogisticRegression(C=C_GRID[1], max_iter=2000).fit(known, labels)
    else:
        head = LogisticRegressionCV(Cs=C_GRID, cv=StratifiedKFold(3, shuffle=True, random_state=seed), scoring="neg_log_loss", max_iter=2000).fit(known, labels)
    return head.decision_function(held)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=Path, required=True)
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    described = json.loads(options.draws.read_text(encoding="utf8"))
    by_image = {film["image"]: film["pooled"] for film in json.loads(options.features.read_text(encoding="utf8"))["films"]}
    missing = [image for image in described["films"] if image not in by_image]
    if missing:
        sys.exit(f"{options.features} lacks {len(missing)} of the films; make it anew with imagenet_features.py")
    features = np.array([by_image[image] for image in described["films"]], np.float32)
    scores = []
    for each in described["findings"]:
        positive = np.array(each["positive"])
        for size in described["sizes"]:
            for draw, split in enumerate(each["draws"]):
                found = scores_of(features, positive, np.array(split["order"][:size]), np.array(split["measured"]), draw + 1)
                if found is not None:
                    scores.append({"finding": each["finding"], "size": size, "draw": draw, "scores": [round(float(value), 5) for value in found]})
            print(f"{each['finding']}, {size} films", file=sys.stderr)
    options.out.write_text(json.dumps({"name": "supervised contrastive", "scores": scores}), encoding="utf8")


if __name__ == "__main__":
    main()
