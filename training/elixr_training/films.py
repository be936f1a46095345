"""Films and their labels: the table, and every film brought to one effective resolution, kept in a cache."""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .errors import DataMissing, FilmUnreadable, TableWrong
from .findings import FINDINGS, NO_FINDING

EFFECTIVE_RESOLUTION = 128
STRATA = (64, 128, 448)
SPLITS = ("train", "val", "test")
COLUMNS = ("image", "split", "labels", "patient", "age", "sex", "view", "stratum")
RENDITIONS = 3


@dataclass(frozen=True)
class Films:
    """n films: `grey` n × 128 × 128 float16 (0 black … 1 white), `labels` n × 14 of 0 or 1, the rest n long."""

    grey: np.ndarray
    labels: np.ndarray
    split: np.ndarray
    stratum: np.ndarray
    patient: np.ndarray
    age: np.ndarray
    sex: np.ndarray
    view: np.ndarray
    # renditions × m × 128 × 128: the films of the highest stratum as other resamplings would have made them.
    renditions: np.ndarray
    # n: the row of `renditions` that holds a film, -1 where there is none.
    rendition_row: np.ndarray

    def rows(self, split: str) -> np.ndarray:
        return np.where(self.split == split)[0]


def area_matrix(size: int, side: int) -> np.ndarray:
    """size × side: each output pixel is the mean over its real-valued source interval."""
    edges = np.arange(size + 1) * side / size
    first = np.arange(side)
    low = np.maximum(edges[:-1, None], first[None])
    high = np.minimum(edges[1:, None], first[None] + 1)
    return np.clip(high - low, 0, None) / (side / size)


def bilinear_matrix(size: int, side: int) -> np.ndarray:
    """size × side: half-pixel centres, edges clamped."""
    at = np.maximum((np.arange(size) + 0.5) * side / size - 0.5, 0)
    low = np.minimum(np.floor(at).astype(int), side - 1)
    high = np.minimum(low + 1, side - 1)
    share = at - low
    matrix = np.zeros((size, side))
    np.add.at(matrix, (np.arange(size), low), 1 - share)
    np.add.at(matrix, (np.arange(size), high), share)
    return matrix


def padded(grey: np.ndarray) -> np.ndarray:
    """To a square with 0, centred, the odd row or column at the end."""
    rows, columns = grey.shape
    side = max(rows, columns)
    square = np.zeros((side, side), grey.dtype)
    top, left = (side - rows) // 2, (side - columns) // 2
    square[top : top + rows, left : left + columns] = grey
    return square


_matrices: dict[int, np.ndarray] = {}


def effective(grey: np.ndarray, size: int = EFFECTIVE_RESOLUTION) -> np.ndarray:
    """A film's display grey, 0 … 1, at the effective resolution: steps 2 and 3 of preprocessing version 1."""
    square = padded(grey)
    side = len(square)
    if size != EFFECTIVE_RESOLUTION or side not in _matrices:
        matrix = area_matrix(size, side) if side >= size else bilinear_matrix(size, side)
        if size == EFFECTIVE_RESOLUTION:
            _matrices[side] = matrix
    else:
        matrix = _matrices[side]
    return matrix @ square @ matrix.T


def read_grey(path: Path) -> np.ndarray:
    """An 8-bit film, 0 … 1. Errors: DataMissing, FilmUnreadable."""
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("L"), np.float32) / 255
    except FileNotFoundError:
        raise DataMissing(f"the film {path.name} is in the table but not in {path.parent}") from None
    except OSError as error:
        raise FilmUnreadable(f"the film {path.name} cannot be decoded: {error}") from error


def rendition(grey: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A sharp film as the low resolution sets were made: some resampling filter, then JPEG at the low resolution."""
    filters = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS, Image.Resampling.BOX, Image.Resampling.HAMMING)
    image = Image.fromarray(np.uint8(padded(grey) * 255 + 0.5))
    if random.random() < 0.3:
        between = int(random.integers(160, 320))
        image = image.resize((between, between), filters[random.integers(len(filters))])
    image = image.resize((EFFECTIVE_RESOLUTION,) * 2, filters[random.integers(len(filters))])
    stored = io.BytesIO()
    image.save(stored, "JPEG", quality=int(random.integers(75, 97)))
    return np.asarray(Image.open(stored), np.float32) / 255


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a table of films like `nih.csv`. Errors: DataMissing, TableWrong."""
    if not path.is_file():
        raise DataMissing(f"there is no table {path}; name the data folder with --data")
    with path.open(newline="", encoding="utf8") as file:
        rows = list(csv.DictReader(file))
    lacking = [column for column in COLUMNS if not rows or column not in rows[0]]
    if lacking:
        raise TableWrong(f"{path.name} lacks the column {', '.join(lacking)}")
    known = {*FINDINGS, NO_FINDING}
    for line, row in enumerate(rows, start=2):
        unknown = set(row["labels"].split("|")) - known
        if unknown:
            raise TableWrong(f"{path.name}, line {line}: unknown label {', '.join(sorted(unknown))}")
        if row["split"] not in SPLITS or int(row["stratum"]) not in STRATA:
            raise TableWrong(f"{path.name}, line {line}: split {row['split']!r} or stratum {row['stratum']!r} is not known")
    return rows


def load_films(data: Path, cache: Path) -> Films:
    """All films of `cxr/nih.csv`, from the cache where it was made from the same table."""
    table = data / "cxr" / "nih.csv"
    rows = read_table(table)
    key = hashlib.sha256(repr([sorted(row.items()) for row in rows]).encode()).hexdigest()[:16]
    kept = cache / f"films-{EFFECTIVE_RESOLUTION}-{key}.npz"
    if not kept.is_file():
        pixels, renditions, rendition_row = prepare(data / "cxr" / "nih", rows)
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part.npz")
        np.savez(unfinished, pixels=pixels, renditions=renditions, rendition_row=rendition_row)
        unfinished.rename(kept)
    with np.load(kept) as stored:
        pixels, renditions, rendition_row = (stored[name] for name in ("pixels", "renditions", "rendition_row"))
    labels = np.array([[finding in row["labels"].split("|") for finding in FINDINGS] for row in rows], np.float32)
    column = lambda name, kind: np.array([row[name] for row in rows], kind)  # noqa: E731
    return Films(
        grey=pixels, labels=labels, split=column("split", str), stratum=column("stratum", int), patient=column("patient", str),
        age=column("age", int), sex=column("sex", str), view=column("view", str), renditions=renditions, rendition_row=rendition_row,
    )  # fmt: skip


def prepare(folder: Path, rows: list[dict[str, str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels of every row, and renditions of the training films that are sharper than the effective resolution."""
    if not folder.is_dir():
        raise DataMissing(f"there is no folder {folder}; name the data folder with --data")
    random = np.random.default_rng(0)
    pixels = np.zeros((len(rows), EFFECTIVE_RESOLUTION, EFFECTIVE_RESOLUTION), np.float16)
    rendition_row = np.full(len(rows), -1)
    renditions: list[list[np.ndarray]] = []
    for at, row in enumerate(rows):
        grey = read_grey(folder / row["image"])
        pixels[at] = effective(grey)
        if row["split"] == "train" and int(row["stratum"]) > EFFECTIVE_RESOLUTION:
            rendition_row[at] = len(renditions)
            renditions.append([rendition(grey, random) for _ in range(RENDITIONS)])
    stacked = np.array(renditions, np.float16).reshape(-1, RENDITIONS, EFFECTIVE_RESOLUTION, EFFECTIVE_RESOLUTION).swapaxes(0, 1)
    return pixels, stacked, rendition_row
