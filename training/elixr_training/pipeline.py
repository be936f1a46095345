"""The stages of `train.py`: image tower, text tower, projection and model folder. Each goes on where it was stopped."""

import copy
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from .checkpoint import read_weights
from .curves import draw_curves
from .errors import CheckpointWrong
from .export import complete_card, read_card, write_golden, write_model
from .films import Films
from .findings import FINDINGS
from .fit_space import Projection, features_of, fit_projection
from .image_tower import Classifier, convolutions
from .measure import Normals
from .model_files import as_shipped
from .phrases import Phrases
from .teachers import beliefs, teacher_scores
from .text_tower import TextTower
from .tokenizer import Tokenizer
from .train_image import ImageRun, ImageTraining, trained_rows
from .train_text import TextRun, TextTraining


def train_image(run: ImageRun, films: Films, folder: Path, teacher: np.ndarray | None = None, tail: int = 1) -> Classifier:
    """Answers with the mean of what the last `tail` epochs ended with. Errors: CheckpointWrong."""
    training = ImageTraining(run, films, folder, teacher)
    training.train()
    return classifier_of(folder, tail)[0] if tail > 1 else training.average


def classifier_of(folder: Path, tail: int) -> tuple[Classifier, dict]:
    """A finished run's classifier, the mean of its last `tail` epochs, and its settings. Errors: CheckpointWrong."""
    path = folder / "state.pt"
    state = read_weights(path)
    settings = json.loads(state["settings"])
    last = len(settings["sides"])
    if state["step"] < last * max(1, settings["films"] // settings["batch"]):
        raise CheckpointWrong(f"{path} is of a run that has not ended; go on with it first")
    classifier = Classifier(len(FINDINGS), settings["frozen"])
    classifier.load_state_dict(mean_of_epochs(folder, range(max(1, last - tail + 1), last + 1)))
    return classifier.eval(), settings


def blended(one: Classifier, other: Classifier) -> Classifier:
    """Half of each, norms folded in: of two runs of which one went on from the other."""
    both = copy.deepcopy(one)
    for module, parts in zip(convolutions(both.tower), zip(convolutions(one.tower), convolutions(other.tower), strict=True), strict=True):
        weights, biases = zip(*(part.folded() for _, part in parts), strict=True)
        module[1].fix(sum(weights) / 2, sum(biases) / 2)
    with torch.no_grad():
        for mine, theirs in zip(both.head.parameters(), other.head.parameters(), strict=True):
            mine.add_(theirs).div_(2)
    return both


def mean_of_epochs(folder: Path, epochs: Sequence[int]) -> dict[str, torch.Tensor]:
    """The mean of the weights and of the norms' statistics that were kept after these epochs. Errors: CheckpointWrong."""
    states = [read_weights(folder / f"average-{epoch}.pt") for epoch in epochs]
    mean = lambda values: torch.stack([value.double() for value in values]).mean(0).to(values[0].dtype)  # noqa: E731
    return {name: mean([state[name] for state in states]) for name in states[0]}


def taught_by(teachers: list[Path], films: Films, kept: Path) -> np.ndarray | None:
    """n × 14: what the model folders believe about the training films; None without teachers."""
    if not teachers:
        return None
    rows = films.rows("train")
    scores = [teacher_scores(folder, films, rows, kept) for folder in teachers]
    return beliefs(scores, films.labels[rows], films.stratum[rows])


def id_of(start: str) -> str:
    """ "imagenet", or what a model folder calls itself. Errors: WeightsWrong."""
    return start if start == "imagenet" else read_card(Path(start))["id"]


def told_of(run: ImageRun, teachers: Sequence[Path]) -> dict:
    """What a card says of an image tower's training."""
    return asdict(run) | {"start": id_of(run.start), "teachers": [id_of(str(folder)) for folder in teachers]}


def train_text(run: TextRun, phrases: Phrases, folder: Path) -> tuple[TextTower, Tokenizer]:
    training = TextTraining(run, phrases, folder)
    training.train()
    return training.tower, training.tokenizer


def projection_of(films: Films, classifier: Classifier, side: int, *, constant: float, withhold: tuple[str, ...] = ()) -> tuple[Projection, Normals]:
    """
    Fitted on what the rounded tower makes of the training films of both strata that films of `val` and `test` come from; and those
    without a finding as they are afterwards. A withheld finding's direction is 0.
    """
    rows = trained_rows(films, withhold)
    rows = rows[films.stratum[rows] != 64]
    features = features_of(as_shipped(classifier.tower), films.grey[rows], side)
    directions = classifier.head.weight.detach().numpy().copy()
    directions[[FINDINGS.index(finding) for finding in withhold]] = 0
    projection = fit_projection(features, films, rows, directions, constant=constant)
    normal = films.labels[rows].sum(1) == 0
    return projection, Normals(projection.embeddings(features[normal]), films.stratum[rows][normal] == 448)


def finish(
    films: Films, classifier: Classifier, text: dict, *, side: int, out: Path, name: str, work: Path, constant: float,
    golden: Path | None, training: dict, withhold: tuple[str, ...] = (),
) -> dict:  # fmt: skip
    """Writes the model folder beside its text tower (`text`: what the card says of it) and its card, the golden file where one is wanted, and the curves."""
    with torch.no_grad():
        projection, normals = projection_of(films, classifier, side, constant=constant, withhold=withhold)
    write_model(out, name, side, classifier.tower, projection, text)
    card = complete_card(out, films, training, normals=normals)
    if golden is not None:
        write_golden(out, golden)
    draw_curves(work)
    return card
