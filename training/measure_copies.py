"""
Does a film's size change what is said of it? AUC on the films of 448 px, and on copies of the same films at 128 px as other
archives would have made them (some resampling filter, JPEG): `python measure_copies.py ../public/models/v2 --split test`.
"""

import argparse
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARP = 448
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder with card.json")
    parser.add_argument("--split", choices=("val", "test"), default="val")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared")) / "data")
    options = parser.parse_args()
    import numpy as np

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
    rounds, cosines = [], []
    for _ in range(ROUNDS):
        copies = embed([rendition(film, random) for film in sharp])
        rounds.append(aucs_within(labels, finding_scores(reference, copies), one))
        cosines.append((whole * copies).sum(1).numpy())
    after = np.mean(rounds, 0)
    print(json.dumps({
        "model": reference.card["id"], "split": options.split, "films": len(rows), "findings": int(np.isfinite(before).sum()),
        "meanAuc": rounded(float(np.nanmean(before))), "meanAucOfCopies": rounded(float(np.nanmean(after))),
        "difference": rounded(float(np.nanmean(after - before))), "differencePerRound": [rounded(float(np.nanmean(each - before))) for each in rounds],
        "cosine": {"mean": rounded(float(np.mean(cosines))), "lowest": rounded(float(np.min(cosines)))},
        "perFinding": {readable(name): [rounded(float(a)), rounded(float(b))] for name, a, b in zip(FINDINGS, before, after, strict=True) if np.isfinite(a)},
    }, indent=1))  # fmt: skip


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
