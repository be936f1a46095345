"""What the gate learns from: frontal chest films of several sources at 128 px, by patient in three splits, and phantoms."""

import csv
import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import DataMissing
from .films import EFFECTIVE_RESOLUTION, SPLITS, effective, load_films, read_grey

ADULT, CHILD = 18, 12
"""Years: from ADULT on a film is one of an adult, below CHILD of a child; what lies between teaches nothing but its age."""
PHANTOMS = 400
PHANTOM_SIDE = 256


@dataclass(frozen=True)
class ChestFilms:
    """n films, grey n × 128 × 128 float16. `age` in years, NaN where the source does not say."""

    grey: np.ndarray
    split: np.ndarray
    source: np.ndarray
    age: np.ndarray

    @property
    def adult(self) -> np.ndarray:
        return ~(self.age < ADULT)

    @property
    def child(self) -> np.ndarray:
        return self.age < CHILD


def split_of(patient: str) -> str:
    """The same patient in the same split in every run: 60 % train, 15 % val, 25 % test."""
    share = int(hashlib.sha256(patient.encode()).hexdigest()[:8], 16) / 16**8
    return SPLITS[0] if share < 0.6 else SPLITS[1] if share < 0.75 else SPLITS[2]


def table(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise DataMissing(f"there is no table {path}; name the data folder with --data")
    with path.open(newline="", encoding="utf8") as file:
        return list(csv.DictReader(file))


def other_sources(data: Path) -> list[tuple[Path, str, str, float]]:
    """(file, split, source, age) of the films that are not NIH's: two of adults, one of children of 1 to 5 years."""
    cxr = data / "cxr"
    cohen = [(cxr / "cohen" / row["image"], split_of("c" + row["patient"]), "cohen", number(row["age"])) for row in table(cxr / "cohen.csv") if row["view"] in ("PA", "AP", "AP Supine")]
    hannover = [(cxr / "hannover" / f"{row['image_id']}.jpg", split_of("h" + row["patient_id"]), "hannover", number(row["age"])) for row in table(cxr / "hannover.csv")]
    kermany = [(cxr / "kermany" / row["image"], split_of("k" + row["person"]), "kermany", 3.0) for row in table(cxr / "kermany.csv")]
    return [row for row in [*cohen, *hannover, *kermany] if row[0].is_file()]


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def phantoms(repository: Path, cache: Path) -> np.ndarray:
    """PHANTOMS × 128 × 128, drawn by the app's own phantom."""
    kept = cache / f"phantoms-{PHANTOMS}.raw"
    if not kept.is_file():
        unfinished = kept.with_suffix(".part")
        subprocess.run(["node", str(repository / "scripts" / "phantomFilms.mjs"), str(PHANTOMS), str(unfinished)], check=True)
        unfinished.rename(kept)
    drawn = np.fromfile(kept, np.uint8).reshape(PHANTOMS, PHANTOM_SIDE, PHANTOM_SIDE).astype(np.float32) / 255
    return np.array([effective(film) for film in drawn], np.float16)


def load_chest_films(data: Path, repository: Path, cache: Path) -> ChestFilms:
    nih = load_films(data, cache)
    others = other_sources(data)
    kept = cache / f"gate-others-{hashlib.sha256(repr([row[0].name for row in others]).encode()).hexdigest()[:16]}.npy"
    if not kept.is_file():
        grey = np.array([effective(read_grey(path)) for path, *_ in others], np.float16)
        np.save(kept, grey)
    drawn = phantoms(repository, cache)
    train = np.arange(len(drawn)) < 0.75 * len(drawn)
    return ChestFilms(
        grey=np.concatenate([nih.grey, np.load(kept), drawn]),
        split=np.concatenate([nih.split, [row[1] for row in others], np.where(train, "train", "val")]),
        source=np.concatenate([np.full(len(nih.grey), "nih"), [row[2] for row in others], np.full(len(drawn), "phantom")]),
        age=np.concatenate([nih.age.astype(float), [row[3] for row in others], np.full(len(drawn), np.nan)]),
    )


assert EFFECTIVE_RESOLUTION == 128
