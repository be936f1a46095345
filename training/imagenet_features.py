"""
What the image tower sees before any radiograph: its ImageNet weights' features of the films, for comparing heads.
`python imagenet_features.py --out imagenet.json`, then `npm run eval -- … --teach train --features imagenet.json`. The mean of
the coarse grid's 1,280 channels, in the first 128 principal components of the training films: the size of an embedding.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SIZE = 128
SIDE = 192


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache" / "work" / "cache")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    import torch

    from elixr_training.films import load_films, read_table
    from elixr_training.image_tower import ImageTower, network_input
    from elixr_training.start_weights import start_from_imagenet

    films = load_films(options.data, options.cache)
    images = [row["image"] for row in read_table(options.data / "cxr" / "nih.csv")]
    # Films of 64 px are below what the models here are made for.
    rows = np.where(films.stratum != 64)[0]
    tower = ImageTower()
    start_from_imagenet(tower)
    tower.eval().to(memory_format=torch.channels_last)
    seen = []
    for at in range(0, len(rows), 64):
        with torch.no_grad():
            seen.append(tower.grids(network_input(torch.from_numpy(films.grey[rows[at : at + 64]]), SIDE))[1].mean((2, 3)).numpy())
        print(f"{min(at + 64, len(rows))} of {len(rows)}", end="\r", file=sys.stderr)
    features = np.concatenate(seen).astype(np.float64)
    training = features[films.split[rows] == "train"]
    middle = training.mean(0)
    _, values, axes = np.linalg.svd(training - middle, full_matrices=False)
    pooled = ((features - middle) @ axes[:SIZE].T).astype(np.float32)
    kept = float((values[:SIZE] ** 2).sum() / (values**2).sum())
    print(f"\n{SIZE} components hold {kept:.3f} of the variance", file=sys.stderr)
    listed = [{"image": images[row], "pooled": [round(float(value), 5) for value in vector]} for row, vector in zip(rows, pooled, strict=True)]
    options.out.write_text(json.dumps({"name": "ImageNet", "films": listed}), encoding="utf8")


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
