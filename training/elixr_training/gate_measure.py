"""The gate on films that it has not seen: adults pass, each kind of other picture is stopped. Seeds other than those of training."""

from dataclasses import dataclass

import numpy as np

from . import gate_drawn
from .gate_films import ADULT, CHILD, ChestFilms
from .gate_net import QUESTIONS, GateReference
from .train_gate import WINDOWS, placed

STOPPED, PASSED = 0.95, 0.98
"""Shares to reach: of each kind to be stopped, of adults to pass."""


@dataclass(frozen=True)
class Row:
    name: str
    films: int
    stopped: float
    mirrored: float
    verdict: str


def rows_of(gate: GateReference, films: ChestFilms, seed: int = 77) -> list[Row]:
    random = np.random.default_rng(seed)
    limits = np.array([gate.card["limits"][question] for question in QUESTIONS])
    stops = np.array([question != "mirrored" for question in QUESTIONS])
    rows: list[Row] = []

    def measure(name: str, pictures: np.ndarray, wanted: str) -> None:
        yes = gate.logits(pictures) > limits
        stopped = float((yes & stops).any(1).mean())
        mirrored = float(yes[:, ~stops].mean())
        held = {"stop": stopped >= STOPPED, "pass": 1 - stopped >= PASSED}.get(wanted)
        verdict = "" if held is None else f"to {wanted}: {'held' if held else 'missed'}"
        rows.append(Row(name, len(pictures), stopped, mirrored, verdict))

    test = films.split == "test"
    grey = lambda which: films.grey[which].astype(np.float32)  # noqa: E731
    nih = test & (films.source == "nih")
    adults = grey(nih & films.adult)
    measure(f"adults (from {ADULT} years)", adults, "pass")
    measure("adults of two other sources", grey(test & np.isin(films.source, ("cohen", "hannover"))), "pass")
    measure("phantoms (kept from training)", grey((films.split == "val") & (films.source == "phantom")), "pass")
    measure(f"{CHILD} to {ADULT - 1} years", grey(nih & ~films.adult & ~films.child), "")
    measure(f"children under {CHILD}", grey(nih & films.child), "stop")
    measure(f"children under {CHILD}, with those of `val`, on whom the limit was chosen", grey((films.split != "train") & (films.source == "nih") & films.child), "stop")
    measure("children of 1 to 5 years, another source", grey(test & (films.source == "kermany")), "stop")
    measure("inverted", 1 - adults, "stop")
    for quarter in (1, 2, 3):
        measure(f"turned by {90 * quarter}°", np.rot90(adults, -quarter, axes=(1, 2)).copy(), "stop")
    measure("mirrored", adults[:, :, ::-1].copy(), "")
    measure("cropped to 16–44 % of the film", np.array([placed(film, random, random.uniform(*WINDOWS)) for film in adults]), "stop")
    many = range(500)
    measure("blank", np.array([clipped(gate_drawn.blank(random)) for _ in many]), "stop")
    measure("noise", np.array([clipped(gate_drawn.noise(random)) for _ in many]), "stop")
    measure("drawn photographs", np.array([clipped(random.choice([gate_drawn.scene, gate_drawn.leaves])(random)) for _ in many]), "stop")
    others = [gate_drawn.section, gate_drawn.limb, gate_drawn.hand, gate_drawn.skull, gate_drawn.fan, gate_drawn.page, gate_drawn.graph]
    measure("drawn sections, limbs, skulls, sectors, pages", np.array([clipped(others[at % len(others)](random)) for at in many]), "stop")
    measure("tiles of a film in another order", np.array([gate_drawn.shuffled(adults[at], random) for at in many]), "stop")
    return rows


def clipped(picture: np.ndarray) -> np.ndarray:
    return np.clip(picture, 0, 1).astype(np.float32)
