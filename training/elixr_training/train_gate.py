"""Training of the gate, and where its limits lie."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from .augment import COARSER, warm_cosine
from .gate_drawn import drawn, shuffled
from .gate_films import ChestFilms
from .gate_net import AGE, QUESTIONS, SIDE, GateNet
from .image_tower import ImageTower, normalised
from .start_weights import start_from_folder

OTHER, INVERTED, TURNED, MIRRORED, CROPPED, CHILD = 0, 1, 2, 5, 6, 7


@dataclass(frozen=True)
class GateRun:
    steps: int = 2200
    batch: int = 48
    rate: float = 1e-3
    new_rate: float = 3e-3
    decay: float = 0.03
    drop_path: float = 0.05
    dropout: float = 0.2
    average: float = 0.998
    seed: int = 1


def placed(film: np.ndarray, random: np.random.Generator, window: float = 1.0, turn: float = 12.0) -> np.ndarray:
    """A film as another archive would hold it: tilted, shifted, scaled by `window`, other contrast, coarser, noisy, in a black frame."""
    grey = torch.from_numpy(film[None, None])
    if random.random() < 0.35:
        small = functional.interpolate(grey, size=int(random.choice(COARSER)), mode="area")
        grey = functional.interpolate(small, size=SIDE, mode="bilinear", align_corners=False)
    angle = np.deg2rad(random.normal(0, turn / 2))
    scale, aspect = window * random.uniform(0.9, 1.1), random.uniform(0.93, 1.07)
    free = max(0.0, 1 - window)
    shift = random.uniform(-free, free, 2) + random.normal(0, 0.03, 2)
    matrix = [[np.cos(angle) * scale * aspect, -np.sin(angle) * scale, shift[0]], [np.sin(angle) * scale, np.cos(angle) * scale / aspect, shift[1]]]
    grid = functional.affine_grid(torch.tensor(matrix, dtype=torch.float32)[None], (1, 1, SIDE, SIDE), align_corners=False)
    grey = functional.grid_sample(grey, grid, mode="bilinear", padding_mode=str(random.choice(["zeros", "border"])), align_corners=False)[0, 0].numpy()
    low, high = random.uniform(0, 0.08), random.uniform(0.85, 1.1)
    grey = np.clip((grey.clip(0, 1) ** np.exp(random.normal(0, 0.25)) - low) / (high - low), 0, 1)
    if random.random() < 0.3:
        grey = np.clip(grey + random.normal(0, random.uniform(0, 0.03), grey.shape), 0, 1)
    return grey.astype(np.float32)


def framed(film: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A film that is not square, padded with black."""
    share = random.uniform(0.72, 0.98)
    size = round(SIDE * share)
    small = functional.interpolate(torch.from_numpy(np.ascontiguousarray(film))[None, None], size=(SIDE, size), mode="area")[0, 0].numpy()
    square = np.zeros((SIDE, SIDE), np.float32)
    left = (SIDE - size) // 2
    square[:, left : left + size] = small
    return square if random.random() < 0.7 else np.ascontiguousarray(square.T)


WINDOWS = (0.4, 0.66)
"""Side of what is left of a cropped film, over the film's."""


def example(films: ChestFilms, row: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A film in some pose: the picture, its answers, and which of them count (the others teach nothing)."""
    film = films.grey[row].astype(np.float32)
    answers, counts = np.zeros(len(QUESTIONS), np.float32), np.zeros(len(QUESTIONS), np.float32)
    counts[[OTHER, INVERTED, CROPPED]] = 1
    cropped = random.random() < 0.15
    quarter = int(random.integers(1, 4)) if random.random() < 0.24 else 0
    mirrored = random.random() < 0.3
    inverted = random.random() < 0.18
    picture = placed(film, random, random.uniform(*WINDOWS) if cropped else 1.0)
    if mirrored:
        picture = picture[:, ::-1]
    if inverted:
        picture = 1 - picture
    if random.random() < 0.35:
        picture = framed(np.ascontiguousarray(picture), random)
    if quarter:
        picture = np.rot90(picture, -quarter)
        answers[TURNED + quarter - 1] = 1
    counts[TURNED : TURNED + 3] = 0 if cropped else 1
    answers[[INVERTED, CROPPED, MIRRORED]] = inverted, cropped, mirrored
    counts[MIRRORED] = not (quarter or cropped)
    plain = not (quarter or cropped or inverted)
    answers[CHILD] = films.child[row]
    counts[CHILD] = plain and (films.child[row] or films.adult[row])
    age = films.age[row]
    years = age / 50 - 1 if plain and films.source[row] in ("nih", "kermany") else np.nan
    return np.ascontiguousarray(picture), np.append(answers, years if years == years else 0), np.append(counts, years == years)


def no_film(films: ChestFilms, row: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    answers, counts = np.zeros(len(QUESTIONS) + 1, np.float32), np.zeros(len(QUESTIONS) + 1, np.float32)
    answers[OTHER] = counts[OTHER] = 1
    if random.random() < 0.25:
        return placed(shuffled(films.grey[row].astype(np.float32), random), random), answers, counts
    return placed(drawn(random), random, turn=20), answers, counts


class GateTraining:
    def __init__(self, run: GateRun, films: ChestFilms, start: Path):
        torch.manual_seed(run.seed)
        self.run, self.films = run, films
        train = films.split == "train"
        among = lambda which: np.where(train & which)[0]  # noqa: E731
        nih = films.source == "nih"
        adults_elsewhere = np.isin(films.source, ("cohen", "hannover"))
        self.groups = (
            (among(nih & ~films.child), 26), (among(nih & films.child), 6), (among(adults_elsewhere), 5),
            (among(films.source == "kermany"), 2), (among(films.source == "phantom"), 2),
        )  # fmt: skip
        tower = ImageTower(0)
        sample = torch.from_numpy(films.grey[self.groups[0][0][:256]].astype(np.float32))[:, None]
        start_from_folder(tower, start, normalised(sample))
        self.net, self.average = GateNet(run.drop_path, run.dropout), GateNet()
        self.net.start_from(tower)
        self.average.load_state_dict(self.net.state_dict())
        self.net.to(memory_format=torch.channels_last)
        new = [*self.net.head.parameters(), *self.net.answers.parameters()]
        old = [*self.net.stem.parameters(), *self.net.blocks.parameters()]
        self.optimizer = torch.optim.AdamW([{"params": old, "most": run.rate}, {"params": new, "most": run.new_rate}], weight_decay=run.decay)

    def batch(self, step: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        random = np.random.default_rng((self.run.seed, step))
        rows = [(example, row) for group, count in self.groups for row in random.choice(group, count)]
        rows += [(no_film, row) for row in random.choice(self.groups[0][0], self.run.batch - len(rows))]
        pictures, answers, counts = zip(*(make(self.films, row, random) for make, row in rows), strict=True)
        return normalised(torch.from_numpy(np.array(pictures))[:, None]), torch.from_numpy(np.array(answers)).float(), torch.from_numpy(np.array(counts)).float()

    def train(self) -> None:
        run, started = self.run, time.monotonic()
        for step in range(run.steps):
            inputs, answers, counts = self.batch(step)
            self.net.train()
            said = self.net(inputs)
            questions = slice(0, AGE)
            asked = functional.binary_cross_entropy_with_logits(said[:, questions], answers[:, questions], reduction="none")
            loss = (asked * counts[:, questions]).sum() / run.batch
            loss = loss + 6 * (functional.smooth_l1_loss(said[:, AGE], answers[:, AGE], beta=0.2, reduction="none") * counts[:, AGE]).sum() / run.batch
            for group in self.optimizer.param_groups:
                group["lr"] = group["most"] * warm_cosine(step, run.steps, warm=100)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
            self.optimizer.step()
            self.follow(step)
            if step % 50 == 0:
                print(json.dumps({"step": step, "of": run.steps, "loss": round(loss.item(), 4), "seconds": round(time.monotonic() - started)}), flush=True)

    @torch.no_grad()
    def follow(self, step: int) -> None:
        decay = min(self.run.average, (1 + step) / (10 + step))
        for mean, value in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)


@torch.no_grad()
def said(net: GateNet, pictures: np.ndarray) -> np.ndarray:
    """n × 128 × 128 → n × 8 logits, as the app asks."""
    net.eval()
    parts = [net(normalised(torch.from_numpy(pictures[at : at + 64].astype(np.float32))[:, None]))[:, :AGE].numpy() for at in range(0, len(pictures), 64)]
    return np.concatenate(parts)
