"""A data folder of drawn films and written reports, in the form of ../shared/data: enough to run every stage."""

import csv
import json
from pathlib import Path

import numpy as np
from PIL import Image

from elixr_training.findings import FINDINGS

REPORTS = (
    {"findings": "The heart is enlarged. There is a small left pleural effusion.", "impression": "No pneumothorax.", "mesh": ["Cardiomegaly/mild"]},
    {"findings": "The lungs are clear. Heart size is normal.", "impression": "1. No acute cardiopulmonary abnormality.", "mesh": ["normal"]},
    {"findings": "Right upper lobe nodule. XXXX consolidation is not seen.", "impression": "Possible granuloma.", "mesh": []},
)


def write_tiny_data(folder: Path, films: int = 120) -> Path:
    random = np.random.default_rng(0)
    (folder / "cxr" / "nih").mkdir(parents=True)
    (folder / "reports").mkdir()
    rows = []
    for at in range(films):
        split = ("train", "train", "val", "test")[at % 4]
        stratum = (128, 448, 128, 64)[at // 4 % (4 if split == "train" else 3)]
        side = min(stratum, 160)
        labels = [finding for number, finding in enumerate(FINDINGS) if (at // 4 + number) % 4 == 0]
        y, x = np.mgrid[0:side, 0:side] / side
        grey = 0.5 + 0.3 * np.cos(9 * x) * np.sin(5 * y) + 0.02 * len(labels) * x + random.normal(0, 0.02, (side, side))
        name = f"{at:08d}_000.jpg"
        Image.fromarray(np.uint8(np.clip(grey, 0, 1) * 255)).save(folder / "cxr" / "nih" / name, quality=90)
        rows.append({
            "image": name, "split": split, "min_side": side, "labels": "|".join(labels) if at % 5 else "No Finding", "patient": at, "age": 30 + at % 40,
            "sex": "FM"[at // 8 % 2], "view": ("PA", "AP")[at // 12 % 2], "follow_up": 0, "stratum": stratum,
        })  # fmt: skip
    with (folder / "cxr" / "nih.csv").open("w", newline="", encoding="utf8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    (folder / "reports" / "indiana.jsonl").write_text("\n".join(json.dumps(report) for report in REPORTS), encoding="utf8")
    return folder
