"""
Trains the text tower to put a phrase where its claims say (`space.py`): layers of MiniLM under a projection of two layers.
Frozen layers are run once a text and only the projection learns. Else the layers learn, too, and are held to what whole MiniLM
makes of these texts and of word salad (`recalled`), so that words that no text here has keep their neighbours. The words'
own vectors stay as they were. Resumable, seeded a step.
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
from .text_tower import HIDDEN, TextTower, batch_of, embed_texts, load_minilm, minilm_vocabulary
from .tokenizer import Tokenizer, pruned


MINILM_LAYERS = (0, 1, 2, 3, 4, 5)


@dataclass(frozen=True)
class TextRun:
    steps: int = 1200
    batch: int = 64
    seed: int = 1
    # which layers of MiniLM are kept
    layers: tuple[int, ...] = (0, 1, 2, 3)
    frozen: bool = False
    # the first layers stay as they were
    kept_layers: int = 2
    # steps of the projection alone, before the layers learn; 512 texts each
    warm_steps: int = 2000
    # added to sentence embeddings, whose length is 1
    noise: float = 0.02
    commonest: int = 7000
    rate: float = 1.5e-4
    new_rate: float = 1.5e-3
    made: int = 12000
    # texts of one to five words drawn from the vocabulary, to be embedded as MiniLM does; weight of that in the loss
    salad: int = 2000
    recall: float = 1.0
    # share of ids that are hidden while training
    hidden: float = 0.08


@torch.no_grad()
def sentences_of_texts(tower: TextTower, tokenizer: Tokenizer, texts: list[str], depth: int, kept: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Twice n × hidden, sentence embeddings after `depth` layers and after all; from the cache where it holds these texts."""
    key = hashlib.sha256("\n".join([str(depth), *texts]).encode()).hexdigest()
    if kept.is_file():
        with np.load(kept) as stored:
            if str(stored["key"]) == key:
                return torch.from_numpy(stored["early"]), torch.from_numpy(stored["late"])
    early, late = (torch.zeros(len(texts), HIDDEN) for _ in range(2))
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    for start in range(0, len(order), 128):
        part = order[start : start + 128]
        ids, lengths = batch_of(tokenizer, [texts[at] for at in part])
        early[part], late[part] = tower.sentences(ids, lengths, depth), tower.sentences(ids, lengths)
    np.savez(kept, key=key, early=early.numpy(), late=late.numpy())
    return early, late


def wording_of(sentences: np.ndarray) -> np.ndarray:
    """n × k: principal components of the sentence embeddings, largest first."""
    centred = sentences - sentences.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, ::-1][:, :WORDING_DIMENSIONS]


def word_salad(pieces: list[str], count: int, seed: int) -> list[str]:
    """`count` texts of one to five whole words of the vocabulary."""
    random = np.random.default_rng(seed)
    words = [piece for piece in pieces if piece.isalpha() and len(piece) > 2]
    return [" ".join(random.choice(words, int(random.integers(1, 6)))) for _ in range(count)]


class TextTraining:
    def __init__(self, run: TextRun, phrases: Phrases, folder: Path):
        self.run, self.phrases, self.folder = run, phrases, folder
        folder.mkdir(parents=True, exist_ok=True)
        pieces = minilm_vocabulary()
        kept = pruned(pieces, phrases.texts, run.commonest)
        self.tokenizer = Tokenizer([pieces[at] for at in kept])
        torch.manual_seed(run.seed)
        self.tower = load_minilm(run.layers, kept, SIZE)
        self.salad = word_salad(self.tokenizer.pieces, run.salad, run.seed)
        whole, texts = load_minilm(MINILM_LAYERS), [*phrases.texts, *self.salad]
        early, late = sentences_of_texts(whole, Tokenizer(pieces), texts, len(run.layers), folder / "sentences.npz")
        self.early, self.late = early[: len(phrases.texts)], late
        self.ids = [self.tokenizer.encode(text) for text in texts]
        self.recalled = torch.nn.Linear(HIDDEN, HIDDEN)
        torch.nn.init.eye_(self.recalled.weight)
        self.targets = torch.from_numpy(text_targets(phrases.says, wording_of(self.late[: len(phrases.texts)].numpy())))
        named = list(self.tower.named_parameters())
        learning = tuple(f"layers.{at}." for at in range(run.kept_layers, len(run.layers)))
        for name, parameter in named:
            parameter.requires_grad_(name.startswith("projection") or (not run.frozen and name.startswith(learning)))
        new = [p for name, p in named if name.startswith("projection")] + list(self.recalled.parameters())
        old = [p for name, p in named if p.requires_grad and not name.startswith("projection")]
        self.optimizer = torch.optim.AdamW([{"params": new, "most": run.new_rate}, *([{"params": old, "most": run.rate}] if old else [])], weight_decay=0.01)
        self.step = 0
        self.resume()

    @property
    def steps(self) -> int:
        return self.run.warm_steps + (0 if self.run.frozen else self.run.steps)

    def settings(self) -> str:
        return json.dumps({**asdict(self.run), "texts": len(self.phrases.texts)}, sort_keys=True)

    def resume(self) -> None:
        state = read_checkpoint(self.folder, self.settings())
        if state is not None:
            self.tower.load_state_dict(state["tower"])
            self.recalled.load_state_dict(state["recalled"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step = state["step"]

    def keep(self) -> None:
        parts = {"tower": self.tower.state_dict(), "recalled": self.recalled.state_dict(), "optimizer": self.optimizer.state_dict()}
        write_checkpoint(self.folder, {"settings": self.settings(), "step": self.step, **parts})

    def one_step(self) -> float:
        run = self.run
        random = np.random.default_rng((run.seed, self.step))
        torch.manual_seed(run.seed * 1_000_003 + self.step)
        self.tower.train()
        share = self.phrases.weight / self.phrases.weight.sum()
        alone = run.frozen or self.step < run.warm_steps
        rows = random.choice(len(share), 512 if alone else run.batch, p=share)
        recall = torch.zeros(())
        if alone:
            found = self.early[rows]
        else:
            of_salad = random.choice(len(self.salad), run.batch // 4, replace=False) + len(share)
            found = self.read([*rows, *of_salad], random)
            recall = (1 - functional.cosine_similarity(self.recalled(found), self.late[[*rows, *of_salad]])).mean()
            found = found[: len(rows)]
        noise = torch.from_numpy(random.standard_normal(tuple(found.shape), np.float32)) * run.noise
        got = self.tower.project(found + noise)
        wanted = self.targets[rows]
        claims = functional.mse_loss(got[:, FINDINGS_AT], wanted[:, FINDINGS_AT], reduction="none").sum(1).mean()
        loss = (1 - (got * wanted).sum(1)).mean() + 2 * claims + run.recall * recall
        for group in self.optimizer.param_groups:
            start, steps = (0, run.warm_steps) if alone else (run.warm_steps, run.steps)
            most = group["most"] if alone or not run.warm_steps else min(group["most"], run.rate * 2)
            group["lr"] = most * warm_cosine(self.step - start, steps, warm=min(60, steps // 10 + 1))
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.tower.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return loss.item()

    def read(self, at: list[int], random: np.random.Generator) -> torch.Tensor:
        """Sentence embeddings of these texts, in parts of like length, some of their ids hidden."""
        hidden = self.tokenizer.ids["[UNK]"]
        order = sorted(range(len(at)), key=lambda row: len(self.ids[at[row]]))
        rows: list[torch.Tensor] = []
        for part in np.array_split(order, 4):
            texts = [self.ids[at[row]] for row in part]
            lengths = torch.tensor([len(ids) for ids in texts])
            padded = torch.zeros(len(texts), int(lengths.max()), dtype=torch.long)
            for row, ids in enumerate(texts):
                drop = random.random(len(ids)) < (self.run.hidden if len(ids) > 5 else 0)
                padded[row, : len(ids)] = torch.tensor([hidden if gone and 0 < k < len(ids) - 1 else piece for k, (piece, gone) in enumerate(zip(ids, drop, strict=True))])
            rows.append(self.tower.sentences(padded, lengths))
        return torch.cat(rows)[np.argsort(order)]

    def train(self) -> None:
        started = kept = time.monotonic()
        losses: list[float] = []
        while self.step < self.steps:
            losses.append(self.one_step())
            done = self.step == self.steps
            if done or self.step % 100 == 0:
                facts = {"step": self.step, "of": self.steps, "loss": round(float(np.mean(losses)), 4), "seconds": round(time.monotonic() - started)}
                if done or self.step % 500 == 0:
                    facts["pairs"] = round(pair_accuracy(lambda texts: embed_texts(self.tower, self.tokenizer, texts), "building")["all"], 3)
                print(json.dumps(facts), flush=True)
                with (self.folder / "log.jsonl").open("a", encoding="utf8") as file:
                    file.write(json.dumps(facts) + "\n")
                losses = []
            if done or time.monotonic() - kept > 60:
                self.keep()
                kept = time.monotonic()
