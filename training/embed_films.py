"""
Embeddings of labelled films by a shipped model, for measuring classifiers outside of a browser:
`python embed_films.py ../public/models/v3 --table nih --out .cache/teaching`. Writes `nih.f32` (films × size, float32,
little-endian) and `nih.json` (model, size, the films' patients, splits, strata and labels, and each finding's zero-shot direction).
"""

import argparse
import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def person_of(row: dict[str, str]) -> str:
    """Kermany's table cuts the numbers of one hospital's normal films to a digit, which makes two persons of 308 films: the file's name has all four."""
    return row["image"][:15] if row["image"].startswith("NORMAL2-IM-") else row["person"]


def film_of(table: str, row: dict[str, str]) -> dict:
    """What is kept of a row: whose film, which split, which labels."""
    if table == "kermany":
        return {"image": row["image"], "patient": person_of(row), "split": "all", "stratum": "", "labels": [row["finding"]]}
    return {"image": row["image"], "patient": row["patient"], "split": row["split"], "stratum": row["stratum"], "labels": row["labels"].split("|")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder with card.json")
    parser.add_argument("--table", choices=("nih", "kermany"), default="nih")
    parser.add_argument("--only", type=Path, help="a table of `npm run eval`: its films alone")
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=HERE / ".cache" / "teaching")
    options = parser.parse_args()
    import numpy as np
    import torch

    from elixr_training.films import effective, read_grey
    from elixr_training.image_tower import network_input
    from elixr_training.reference import Reference

    reference = Reference(options.model)
    card = reference.card
    with (options.data / "cxr" / f"{options.table}.csv").open(newline="", encoding="utf8") as file:
        films = [film_of(options.table, row) for row in csv.DictReader(file)]
    # Films of 64 px are below what the model was made for.
    films = [film for film in films if film["stratum"] != "64"]
    if options.only:
        with options.only.open(newline="", encoding="utf8") as file:
            wanted = {row["image"] for row in csv.DictReader(file)}
        films = [film for film in films if film["image"] in wanted]
    folder = options.data / "cxr" / options.table
    batches = []
    for at in range(0, len(films), 64):
        grey = np.stack([effective(read_grey(folder / film["image"]), card["effectiveResolution"]) for film in films[at : at + 64]])
        batches.append(reference.embed(network_input(torch.from_numpy(grey.astype(np.float32)), card["inputSize"])).numpy())
        print(f"{min(at + 64, len(films))} of {len(films)}", end="\r", file=sys.stderr)
    pooled = np.concatenate(batches).astype("<f4")
    directions = {f["id"]: reference.direction(f["positivePrompts"], f["negativePrompts"]).tolist() for f in card["findings"]}
    if options.table == "kermany":
        prompts = {"normal": ["normal chest radiograph", "clear lungs"], "bacterial pneumonia": ["lobar pneumonia", "focal consolidation"], "viral pneumonia": ["viral pneumonia", "bilateral interstitial infiltrates"]}
        directions |= {name: reference.direction(texts, card["contrastPrompts"]).tolist() for name, texts in prompts.items()}
    options.out.mkdir(parents=True, exist_ok=True)
    pooled.tofile(options.out / f"{options.table}.f32")
    described = {"modelId": card["id"], "preprocessingVersion": card["preprocessing"]["version"], "size": pooled.shape[1], "films": films, "directions": directions}
    (options.out / f"{options.table}.json").write_text(json.dumps(described), encoding="utf8")


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
