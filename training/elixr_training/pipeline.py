"""The stages of `train.py`: image tower, text tower, projection and model folder. Each goes on where it was stopped."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from .curves import draw_curves
from .erase_shipped import erase_shipped
from .export import complete_card, write_golden, write_model
from .films import Films
from .findings import FINDINGS
from .fit_space import Projection, features_of, fit_projection
from .image_tower import Classifier
from .phrases import Phrases
from .teachers import beliefs, teacher_scores
from .text_tower import TextTower
from .tokenizer import Tokenizer
from .train_image import ImageRun, ImageTraining, trained_rows
from .train_text import TextRun, TextTraining


def train_image(run: ImageRun, films: Films, folder: Path, teacher: np.ndarray | None = None) -> Classifier:
    training = ImageTraining(run, films, folder, teacher)
    training.train()
    return training.average


def taught_by(teachers: list[Path], films: Films, kept: Path) -> np.ndarray | None:
    """n × 14: what the model folders believe about the training films; None without teachers."""
    if not teachers:
        return None
    rows = films.rows("train")
    scores = [teacher_scores(folder, films, rows, kept) for folder in teachers]
    return beliefs(scores, films.labels[rows], films.stratum[rows])


def id_of(start: str) -> str:
    """ "imagenet", or what a model folder calls itself."""
    return start if start == "imagenet" else json.loads((Path(start) / "card.json").read_text(encoding="utf8"))["id"]


def train_text(run: TextRun, phrases: Phrases, folder: Path) -> tuple[TextTower, Tokenizer]:
    training = TextTraining(run, phrases, folder)
    training.train()
    return training.tower, training.tokenizer


def projection_of(
    films: Films, classifier: Classifier, side: int, *, constant: float, erase: int, withhold: tuple[str, ...] = (), most: int = 3000
) -> Projection:  # fmt: skip
    """Fitted on training films of both strata that films of `val` and `test` come from. A withheld finding's direction is 0."""
    train = trained_rows(films, withhold)
    sharp = train[films.stratum[train] == 448]
    plain = train[films.stratum[train] == 128]
    rows = np.concatenate([sharp, plain[:: max(1, len(plain) // most)]])
    features = features_of(classifier, films.grey[rows], side)
    directions = classifier.head.weight.detach().numpy().copy()
    directions[[FINDINGS.index(finding) for finding in withhold]] = 0
    return fit_projection(features, films, rows, directions, constant=constant, erase=erase)


def finish(
    films: Films, classifier: Classifier, text: TextTower, tokenizer: Tokenizer, *, side: int, out: Path, name: str,
    work: Path, constant: float, erase: int, golden: Path | None, runs: dict[str, ImageRun | TextRun], teachers: Sequence[Path] = (),
) -> dict:  # fmt: skip
    """Writes the model folder and its card, the golden file where one is wanted, and the curves."""
    with torch.no_grad():
        projection = projection_of(films, classifier, side, constant=constant, erase=erase, withhold=runs["image"].withhold)
    write_model(out, name, side, classifier, projection, text, tokenizer)
    normals = erase_shipped(out, films)
    training = {key: asdict(run) for key, run in runs.items()}
    training["image"] |= {"start": id_of(training["image"]["start"]), "teachers": [id_of(str(folder)) for folder in teachers]}
    card = complete_card(out, films, training, normals=normals)
    if golden is not None:
        write_golden(out, golden)
    draw_curves(work)
    return card
