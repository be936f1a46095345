"""
Trains the text tower to put a phrase where its claims say (`space.py`): layers of MiniLM under a projection of two layers.
Frozen layers are run once a text and only the projection learns; else both do. Resumable, seeded a step.
"""

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from .augment import warm_cosine
from .checkpoint import read_checkpoint, write_checkpoint
from .phrase_pairs import pair_accuracy
from .phrases import Phrases
from .space import FINDINGS_AT, SIZE, WORDING_DIMENSIONS, text_targets
from .text_tower import TextTower, batch_of, embed_texts, load_minilm, minilm_vocabulary
from .tokenizer import Tokenizer, pruned


@dataclass(frozen=True)
class TextRun:
    steps: int = 3000
    batch: int = 256
    seed: int = 1
    # which layers of MiniLM are kept
    layers: tuple[int, ...] = (0, 1, 2, 3, 4)
    frozen: bool = True
    # added to frozen sentence embeddings, whose length is 1
    noise: float = 0.02
    commonest: int = 1500
    rate: float = 2e-4
    new_rate: float = 2e-3
    made: int = 9000


def sentences_of_texts(tower: TextTower, tokenizer: Tokenizer, texts: list[str], kept: Path) -> torch.Tensor:
    """n × hidden sentence embeddings of the start weights, from the cache where it holds these texts."""
    key = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if kept.is_file():
        with np.load(kept) as stored:
            if str(stored["key"]) == key:
                return torch.from_numpy(stored["sentences"])
    sentences = embed_texts(tower, tokenizer, texts, projected=False)
    np.savez(kept, key=key, sentences=sentences.numpy())
    return sentences


def wording_of(sentences: np.ndarray) -> np.ndarray:
    """n × k: principal components of the sentence embeddings, largest first."""
    centred = sentences - sentences.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, ::-1][:, :WORDING_DIMENSIONS]


class TextTraining:
    def __init__(self, run: TextRun, phrases: Phrases, folder: Path):
        self.run, self.phrases, self.folder = run, phrases, folder
        folder.mkdir(parents=True, exist_ok=True)
        pieces = minilm_vocabulary()
        kept = pruned(pieces, phrases.texts, run.commonest)
        self.tokenizer = Tokenizer([pieces[at] for at in kept])
        torch.manual_seed(run.seed)
        self.tower = load_minilm(run.layers, kept, SIZE)
        self.sentences = sentences_of_texts(self.tower, self.tokenizer, phrases.texts, folder / "sentences.npz")
        self.targets = torch.from_numpy(text_targets(phrases.says, wording_of(self.sentences.numpy())))
        named = list(self.tower.named_parameters())
        for name, parameter in named:
            parameter.requires_grad_(name.startswith("projection") or (not run.frozen and name != "word.weight"))
        new = [p for name, p in named if name.startswith("projection")]
        old = [p for name, p in named if p.requires_grad and not name.startswith("projection")]
        self.optimizer = torch.optim.AdamW([{"params": new, "most": run.new_rate}, *([{"params": old, "most": run.rate}] if old else [])], weight_decay=0.01)
        self.step = 0
        self.resume()

    def settings(self) -> str:
        return json.dumps({**asdict(self.run), "texts": len(self.phrases.texts)}, sort_keys=True)

    def resume(self) -> None:
        state = read_checkpoint(self.folder, self.settings())
        if state is not None:
            self.tower.load_state_dict(state["tower"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step = state["step"]

    def keep(self) -> None:
        parts = {"tower": self.tower.state_dict(), "optimizer": self.optimizer.state_dict()}
        write_checkpoint(self.folder, {"settings": self.settings(), "step": self.step, **parts})

    def one_step(self) -> float:
        run = self.run
        random = np.random.default_rng((run.seed, self.step))
        torch.manual_seed(run.seed * 1_000_003 + self.step)
        share = self.phrases.weight / self.phrases.weight.sum()
        self.tower.train()
        if run.frozen:
            rows = random.choice(len(share), run.batch, p=share)
            noise = torch.from_numpy(random.standard_normal((run.batch, self.sentences.shape[1]), np.float32)) * run.noise
            got = self.tower.project(self.sentences[rows] + noise)
        else:
            # Texts of like length share a batch: little padding.
            drawn = sorted(random.choice(len(share), run.batch * 8, p=share), key=lambda at: len(self.phrases.texts[at]))
            start = int(random.integers(8)) * run.batch
            rows = np.array(drawn[start : start + run.batch])
            got = self.tower(*batch_of(self.tokenizer, [self.phrases.texts[at] for at in rows]))
        wanted = self.targets[rows]
        loss = (1 - (got * wanted).sum(1)).mean() + 2 * functional.mse_loss(got[:, FINDINGS_AT], wanted[:, FINDINGS_AT], reduction="none").sum(1).mean()
        for group in self.optimizer.param_groups:
            group["lr"] = group["most"] * warm_cosine(self.step, run.steps, warm=min(100, run.steps // 10 + 1))
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.tower.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return loss.item()

    def train(self) -> None:
        started = kept = time.monotonic()
        losses: list[float] = []
        while self.step < self.run.steps:
            losses.append(self.one_step())
            done = self.step == self.run.steps
            if done or self.step % 100 == 0:
                facts = {"step": self.step, "of": self.run.steps, "loss": round(float(np.mean(losses)), 4), "seconds": round(time.monotonic() - started)}
                if done or self.step % 500 == 0:
                    facts["pairs"] = round(pair_accuracy(lambda texts: embed_texts(self.tower, self.tokenizer, texts), "building")["all"], 3)
                print(json.dumps(facts), flush=True)
                with (self.folder / "log.jsonl").open("a", encoding="utf8") as file:
                    file.write(json.dumps(facts) + "\n")
                losses = []
            if done or time.monotonic() - kept > 60:
                self.keep()
                kept = time.monotonic()
