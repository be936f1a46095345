"""Trains the image tower on the fourteen labels: seeded a step, kept every minute, so that a stopped run goes on as if it had not been."""

import copy
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from .augment import augmented, mixed, training_grey, warm_cosine
from .checkpoint import read_checkpoint, write_checkpoint
from .films import STRATA, Films
from .findings import FINDINGS
from .image_tower import Classifier, network_input
from .start_weights import start_from_folder, start_from_imagenet
from .strata import aucs_within, stratum_offsets


@dataclass(frozen=True)
class ImageRun:
    """Settings of one run. `sides`: input side by epoch, one entry an epoch."""

    sides: tuple[int, ...]
    # "imagenet" or a model folder
    start: str = "imagenet"
    seed: int = 1
    batch: int = 64
    frozen: int = 3
    rate: float = 3e-4
    new_rate: float = 1e-3
    decay: float = 0.05
    drop_path: float = 0.1
    dropout: float = 0.3
    mixup: float = 0.0
    average: float = 0.998
    # share of the teachers' belief in the targets
    soft: float = 0.0
    # findings that the run must not know: no film that has one is trained on, and their columns have no loss
    withhold: tuple[str, ...] = ()


@torch.no_grad()
def predict(model: Classifier, grey: np.ndarray, side: int, mirrored: bool = False) -> np.ndarray:
    """n × 14 logits; `mirrored`: the mean with the mirrored films'."""
    model.eval()
    parts = []
    for at in range(0, len(grey), 64):
        inputs = network_input(torch.from_numpy(grey[at : at + 64]), side)
        logits = model(inputs)
        if mirrored:
            logits = (logits + model(inputs.flip(3).contiguous(memory_format=torch.channels_last))) / 2
        parts.append(logits.numpy())
    return np.concatenate(parts)


def trained_rows(films: Films, withhold: tuple[str, ...] = ()) -> np.ndarray:
    """Rows of the training films that have none of the withheld findings."""
    rows = films.rows("train")
    columns = [FINDINGS.index(finding) for finding in withhold]
    return rows[films.labels[rows][:, columns].sum(1) == 0]


class ImageTraining:
    """One run in `folder`: `state.pt` to go on from, `average-N.pt` after each epoch, `log.jsonl` for the curves."""

    def __init__(self, run: ImageRun, films: Films, folder: Path, teacher: np.ndarray | None = None):
        self.run, self.films, self.folder, self.taught = run, films, folder, teacher is not None
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(run.seed)
        self.rows = trained_rows(films, run.withhold)
        self.model = Classifier(films.labels.shape[1], run.frozen, run.drop_path, run.dropout).to(memory_format=torch.channels_last)
        if run.start == "imagenet":
            start_from_imagenet(self.model.tower)
        else:
            some = self.rows[:: max(1, len(self.rows) // 512)]
            start_from_folder(self.model.tower, Path(run.start), network_input(torch.from_numpy(films.grey[some]), run.sides[0]))
        self.average = copy.deepcopy(self.model)
        self.average.requires_grad_(False)
        self.targets = films.labels[self.rows]
        if teacher is not None:
            self.targets = (1 - run.soft) * self.targets + run.soft * teacher
        self.known = torch.tensor([float(finding not in run.withhold) for finding in FINDINGS])
        labels = films.labels[self.rows]
        self.offsets = stratum_offsets(labels, films.stratum[self.rows], STRATA)
        share = np.clip(labels.mean(0), 1e-3, 1)
        self.weight = torch.from_numpy(np.clip(np.sqrt((1 - share) / share), None, 6)).float()
        new = [p for name, p in self.model.named_parameters() if name.startswith(("head", "tower.tap_head"))]
        old = [p for name, p in self.model.named_parameters() if p.requires_grad and not name.startswith(("head", "tower.tap_head"))]
        self.optimizer = torch.optim.AdamW([{"params": old, "most": run.rate}, {"params": new, "most": run.new_rate}], weight_decay=run.decay)
        self.steps_an_epoch = max(1, len(self.rows) // run.batch)
        self.step = 0
        self.resume()

    @property
    def steps(self) -> int:
        return len(self.run.sides) * self.steps_an_epoch

    def settings(self) -> str:
        return json.dumps({**asdict(self.run), "films": len(self.rows), "taught": self.taught}, sort_keys=True)

    def resume(self) -> None:
        state = read_checkpoint(self.folder, self.settings())
        if state is not None:
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step = state["step"]

    def keep(self) -> None:
        parts = {"model": self.model.state_dict(), "average": self.average.state_dict(), "optimizer": self.optimizer.state_dict()}
        write_checkpoint(self.folder, {"settings": self.settings(), "step": self.step, **parts})

    def one_step(self) -> float:
        run, epoch, within = self.run, self.step // self.steps_an_epoch, self.step % self.steps_an_epoch
        order = np.random.default_rng((run.seed, epoch)).permutation(len(self.rows))
        random = np.random.default_rng((run.seed, epoch, within))
        torch.manual_seed(run.seed * 1_000_003 + self.step)
        batch = order[within * run.batch : (within + 1) * run.batch]
        rows = self.rows[batch]
        inputs = augmented(training_grey(self.films, rows, random), run.sides[epoch], random)
        targets = torch.from_numpy(self.targets[batch]).float()
        offsets = torch.from_numpy(self.offsets[[STRATA.index(value) for value in self.films.stratum[rows]]])
        inputs, targets, offsets = mixed(inputs, targets, offsets, run.mixup, random)
        self.model.train()
        logits = self.model(inputs.contiguous(memory_format=torch.channels_last)) + offsets
        loss = functional.binary_cross_entropy_with_logits(logits, targets, weight=self.known, pos_weight=self.weight)
        for group in self.optimizer.param_groups:
            group["lr"] = group["most"] * warm_cosine(self.step, self.steps, warm=min(150, self.steps // 10 + 1))
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 2.0)
        self.optimizer.step()
        self.step += 1
        self.follow()
        return loss.item()

    @torch.no_grad()
    def follow(self) -> None:
        """The moving average of the weights, which is what is measured and kept."""
        decay = min(self.run.average, (1 + self.step) / (10 + self.step))
        for mean, value in zip(self.average.state_dict().values(), self.model.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)

    def log(self, **facts: float) -> None:
        print(json.dumps(facts), flush=True)
        with (self.folder / "log.jsonl").open("a", encoding="utf8") as file:
            file.write(json.dumps(facts) + "\n")

    def measure(self, split: str, side: int) -> np.ndarray:
        rows = self.films.rows(split)
        logits = predict(self.average, self.films.grey[rows], side)
        aucs = aucs_within(self.films.labels[rows], logits, self.films.stratum[rows])
        return np.where(self.known.numpy() > 0, aucs, np.nan)

    def train(self) -> None:
        started = kept = time.monotonic()
        losses: list[float] = []
        while self.step < self.steps:
            losses.append(self.one_step())
            done = self.step % self.steps_an_epoch == 0
            if done or self.step % 50 == 0:
                self.log(step=self.step, of=self.steps, loss=round(float(np.mean(losses)), 4), seconds=round(time.monotonic() - started))
                losses = []
            if done:
                epoch = self.step // self.steps_an_epoch
                aucs = self.measure("val", self.run.sides[-1])
                self.log(step=self.step, epoch=epoch, valAuc=round(float(np.nanmean(aucs)), 4), seconds=round(time.monotonic() - started))
                torch.save(self.average.state_dict(), self.folder / f"average-{epoch}.pt")
            if done or time.monotonic() - kept > 60:
                self.keep()
                kept = time.monotonic()
