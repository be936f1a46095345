"""Phrase pairs: does a text tower put a phrase nearer to one that means the same than to one that does not?"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

PAIRS = Path(__file__).with_name("phrase_pairs.json")


def pair_accuracy(embed: Callable[[list[str]], torch.Tensor], half: str) -> dict[str, float]:
    """Share of a half's pairs that are right, over all and by kind. `embed`: texts to L2-normalised rows."""
    pairs = [pair for pair in json.loads(PAIRS.read_text(encoding="utf8")) if pair["half"] == half]
    phrase, same, different = (embed([pair[part] for pair in pairs]) for part in ("phrase", "same", "different"))
    right = ((phrase * same).sum(1) > (phrase * different).sum(1)).numpy()
    kinds = np.array([pair["kind"] for pair in pairs])
    return {"all": round(float(right.mean()), 3), **{str(kind): round(float(right[kinds == kind].mean()), 3) for kind in np.unique(kinds)}}
