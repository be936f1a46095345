"""
Does a film's size change what is said of it? AUC on the films of 448 px, and on copies of the same films at 128 px as other
archives would have made them (four filters, JPEG): `python measure_copies.py ../public/models/v3 --split test`.
"""

import argparse
import io
import json
import os
import sys
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
SHARP = 448
QUALITY = 90
FILTERS = {"area": Image.Resampling.BOX, "bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC, "Lanczos": Image.Resampling.LANCZOS}


def small_copy(grey: np.ndarray, filter: Image.Resampling) -> np.ndarray:
    """A film at 128 px, its shape kept, stored as JPEG."""
    image = Image.fromarray(np.uint8(grey * 255 + 0.5))
    image.thumbnail((128, 128), filter, reducing_gap=None)
    stored = io.BytesIO()
    image.save(stored, "JPEG", quality=QUALITY)
    return np.asarray(Image.open(stored), np.float32) / 255


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder with card.json")
    parser.add_argument("--split", choices=("val", "test"), default="val")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared")) / "data")
    options = parser.parse_args()
    from elixr_training.films import effective, read_grey, read_table, rendition
    from elixr_training.findings import FINDINGS, readable
    from elixr_training.measure import finding_scores, rounded
    from elixr_training.reference import Reference
    from elixr_training.strata import aucs_within

    reference, random = Reference(options.model), np.random.default_rng(0)
    rows = [row for row in read_table(options.data / "cxr" / "nih.csv") if row["split"] == options.split and int(row["stratum"]) == SHARP]
    labels = np.array([[finding in row["labels"].split("|") for finding in FINDINGS] for row in rows], float)
    sharp = [read_grey(options.data / "cxr" / "nih" / row["image"]) for row in rows]
    one = np.zeros(len(rows))
    size = reference.card["effectiveResolution"]
    embed = lambda films: reference.films(np.stack([effective(film, size) for film in films]).astype(np.float32))  # noqa: E731
    whole = embed(sharp)
    before = aucs_within(labels, finding_scores(reference, whole), one)
    copies = {}
    for kind, copy in {**{f"{name}, JPEG {QUALITY}": partial(small_copy, filter=filter) for name, filter in FILTERS.items()}, "any filter, JPEG 75 to 96": partial(rendition, random=random)}.items():
        found = embed([copy(film) for film in sharp])
        after = aucs_within(labels, finding_scores(reference, found), one)
        cosine = (whole * found).sum(1).numpy()
        copies[kind] = {
            "meanAuc": rounded(float(np.nanmean(after))), "difference": rounded(float(np.nanmean(after - before))), "cosine": [rounded(float(cosine.mean())), rounded(float(cosine.min()))],
            "perFinding": {readable(name): rounded(float(value)) for name, value in zip(FINDINGS, after, strict=True) if np.isfinite(value)},
        }  # fmt: skip
    print(json.dumps({
        "model": reference.card["id"], "split": options.split, "films": len(rows), "findings": int(np.isfinite(before).sum()), "meanAuc": rounded(float(np.nanmean(before))),
        "perFinding": {readable(name): [int(count), rounded(float(value))] for name, count, value in zip(FINDINGS, labels.sum(0), before, strict=True) if np.isfinite(value)},
        "copies": copies,
    }, indent=1))  # fmt: skip


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
