"""The gate's network: EfficientNet-Lite0 up to stride 16 on the film at 128 px, one linear answer a question, meaned over cells."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .films import effective
from .image_tower import BLOCKS, STEM, TAP, Convolution, ImageTower, normalised
from .model_files import half, plain_array, quantised, read_tensors, write_tensors
from .reference import Reference

SIDE = 128
HEAD = 256
QUESTIONS = ("other", "inverted", "turned90", "turned180", "turned270", "mirrored", "cropped", "child")
"""Logits. `turnedN`: the picture is the upright film turned by N degrees clockwise, against upright."""
AGE = len(QUESTIONS)
"""One more answer while training: years over 50, less 1."""


class GateNet(nn.Module):
    def __init__(self, drop_path: float = 0.0, dropout: float = 0.0):
        super().__init__()
        tower = ImageTower(0, drop_path)
        self.stem, self.blocks = tower.stem, tower.blocks[: TAP + 1]
        self.head = Convolution(BLOCKS[TAP].out, HEAD)
        self.dropout = nn.Dropout(dropout)
        self.answers = nn.Linear(HEAD, len(QUESTIONS) + 1)

    def start_from(self, tower: ImageTower) -> None:
        self.stem.load_state_dict(tower.stem.state_dict())
        self.blocks.load_state_dict(tower.blocks[: TAP + 1].state_dict())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """n × 1 × 128 × 128 network input → n × 9."""
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.answers(self.dropout(self.head(x).mean((2, 3))))


def convolutions(net: GateNet) -> list[tuple[str, Convolution]]:
    named = [("stem", net.stem)]
    for at, block in enumerate(net.blocks):
        named += [(f"blocks.{at}.{part}", getattr(block, part)) for part in ("expand", "depthwise", "project") if getattr(block, part) is not None]
    return [*named, ("head", net.head)]


def film_of(height: int, width: int, formula) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width].astype(float)
    return formula(x, y)


def write_gate(net: GateNet, folder: Path, version: str, card: dict) -> None:
    """`gate.safetensors` in the layout of the image tower's, and `gate.json`."""
    tensors: dict[str, np.ndarray] = {}
    for name, module in convolutions(net):
        weight, bias = (plain_array(value) for value in module.folded())
        weight = weight.transpose(2, 3, 0, 1) if name.endswith("depthwise") else weight.transpose(2, 3, 1, 0)
        tensors |= quantised(f"{name}.weight", weight, -1) if weight.shape[:2] == (1, 1) else {f"{name}.weight": half(weight)}
        tensors[f"{name}.bias"] = half(bias)
    kept = len(QUESTIONS)
    tensors["projection.weight"] = half(plain_array(net.answers.weight)[:kept].T)
    tensors["projection.bias"] = half(plain_array(net.answers.bias)[:kept])
    folder.mkdir(parents=True, exist_ok=True)
    sha256 = write_tensors(tensors, folder / "gate.safetensors")
    blocks = [asdict(block) for block in BLOCKS[: TAP + 1]]
    described = {
        "id": version, "license": "research use only", "inputSize": SIDE, "embeddingSize": kept, "tokenGrid": [SIDE // 16, SIDE // 16], "questions": list(QUESTIONS),
        "image": {"file": "gate.safetensors", "sha256": sha256, "architecture": "efficientnet-lite0", "stem": {"kernel": 3, "stride": 2, "out": STEM}, "blocks": blocks, "head": HEAD},
        **card,
    }  # fmt: skip
    described["selfTest"] = [round(float(value), 4) for value in GateReference(described, folder).logits(effective(film_of(*SELF_TEST))[None])[0]]
    (folder / "gate.json").write_text(json.dumps(described, indent=1, allow_nan=False) + "\n", encoding="utf8")


SELF_TEST = (512, 512, lambda x, y: 0.5 + 0.5 * np.sin(x / 37) * np.cos(y / 29))
"""The film of the model's own self-test."""


class GateReference(Reference):
    """The shipped gate read back from its folder and run in plain PyTorch."""

    def __init__(self, card: dict, folder: Path):
        self.card, self.image = card, read_tensors(folder / card["image"]["file"])

    def logits(self, grey: np.ndarray) -> np.ndarray:
        """n × 128 × 128, 0 … 1 → n × 8."""
        batches = (torch.from_numpy(grey[at : at + 64].astype(np.float32))[:, None] for at in range(0, len(grey), 64))
        return np.concatenate([self.tokens(normalised(batch)).mean((1, 2)).numpy() for batch in batches])


def read_gate(folder: Path) -> GateReference:
    return GateReference(json.loads((folder / "gate.json").read_text(encoding="utf8")), folder)
