"""From which logit on a film is stopped, chosen on films of `val`: few adults lost, and far from what is to be stopped."""

import numpy as np

from .gate_drawn import drawn, shuffled
from .gate_films import ChestFilms
from .gate_net import QUESTIONS, GateNet
from .train_gate import WINDOWS, placed, said

LOST = {"other": 0.0015, "inverted": 0.0015, "turned90": 0.003, "turned180": 0.003, "turned270": 0.003, "mirrored": 0.02, "cropped": 0.003, "child": 0.007}
"""Share of adults' films that a question may stop; `mirrored` warns and stops none. Two of the 635 NIH films of `val` lie upside down as they are."""


def negatives(films: ChestFilms, rows: np.ndarray, question: str, random: np.random.Generator) -> np.ndarray:
    """Pictures that the question is about, made of the films of `rows`."""
    grey = films.grey[rows].astype(np.float32)
    if question == "other":
        return np.array([drawn(random) if at % 4 else shuffled(grey[at], random) for at in range(len(grey))])
    if question == "inverted":
        return 1 - grey
    if question == "mirrored":
        return grey[:, :, ::-1].copy()
    if question == "cropped":
        return np.array([placed(film, random, random.uniform(*WINDOWS)) for film in grey])
    if question == "child":
        return films.grey[(films.split == "val") & films.child & (films.source == "nih")].astype(np.float32)
    return np.rot90(grey, -int(question.removeprefix("turned")) // 90, axes=(1, 2)).copy()


def limits_of(net: GateNet, films: ChestFilms, seed: int = 5) -> tuple[dict[str, float], dict[str, dict]]:
    """Limits by question; for each the share of adults lost and of its own kind stopped, on `val`."""
    random = np.random.default_rng(seed)
    rows = np.where((films.split == "val") & films.adult & (films.source != "phantom"))[0]
    nih = rows[films.source[rows] == "nih"]
    adults = said(net, films.grey[rows])
    limits: dict[str, float] = {}
    figures: dict[str, dict] = {}
    for at, question in enumerate(QUESTIONS):
        of = said(net, negatives(films, nih, question, random))[:, at]
        least = np.quantile(adults[:, at], 1 - LOST[question])
        # Where both are far apart, the middle between them. A hundredth of the kind is left out: a film that is upside down in its archive turns upright.
        nearest = np.quantile(of, 0.01)
        limit = (least + nearest) / 2 if nearest > least else least + 0.05
        limits[question] = round(float(limit), 4)
        figures[question] = {"films": len(of), "stopped": round(float((of > limit).mean()), 4), "adults": len(rows), "adultsLost": round(float((adults[:, at] > limit).mean()), 4)}
    stopping = [at for at, question in enumerate(QUESTIONS) if question != "mirrored"]
    lost = (adults[:, stopping] > np.array([limits[QUESTIONS[at]] for at in stopping])).any(1)
    figures["adults"] = {"films": len(rows), "passed": round(float(1 - lost.mean()), 4)}
    return limits, figures
