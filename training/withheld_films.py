"""
The films that say what a variant makes of findings that it was never shown: `val`, `test`, and the films of `train` that were
removed for it, of patients of whom no film was left in training. `python withheld_films.py --withhold Pneumothorax,… --out FILE.csv`
writes their table for `npm run eval`, where all rows have the split `withheld`. Films of 64 px are below what the models are made for.
"""

import argparse
import csv
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def withheld_rows(rows: list[dict[str, str]], withhold: set[str]) -> list[dict[str, str]]:
    """Of the rows of a table like nih.csv those that a variant without the findings `withhold` may be measured on."""
    removed = [bool(withhold & set(row["labels"].split("|"))) for row in rows]
    trained = {row["patient"] for row, gone in zip(rows, removed, strict=True) if row["split"] == "train" and not gone}
    return [
        {**row, "split": "withheld"}
        for row, gone in zip(rows, removed, strict=True)
        if row["patient"] not in trained and (gone or row["split"] != "train") and int(row["stratum"]) > 64
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--withhold", required=True, help="findings, with commas, as train.py was given them")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared")) / "data")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    from elixr_training.errors import SettingsWrong
    from elixr_training.films import read_table
    from elixr_training.findings import FINDINGS

    withhold = {name for name in options.withhold.split(",") if name}
    if not withhold or withhold - set(FINDINGS):
        raise SettingsWrong(f"--withhold names {', '.join(sorted(withhold - set(FINDINGS))) or 'nothing'}; the findings are {', '.join(FINDINGS)}")
    rows = withheld_rows(read_table(options.data / "cxr" / "nih.csv"), withhold)
    with options.out.open("w", newline="", encoding="utf8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    print(f"{len(rows)} films of {len({row['patient'] for row in rows})} patients")


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
