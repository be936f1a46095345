"""
EfficientNet-Lite0 (Tan & Le 2019; Lite: no squeeze-excite, ReLU6) on one grey channel, with a second head on the grid of
stride 16, so that tokens have twice the resolution of the last stage. Input n × 1 × side × side, side a multiple of 32.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass(frozen=True)
class Block:
    expand: bool
    kernel: int
    stride: int
    out: int
    residual: bool


BLOCKS = tuple(
    Block(*row)
    for row in (
        (False, 3, 1, 16, False),
        (True, 3, 2, 24, False), (True, 3, 1, 24, True),
        (True, 5, 2, 40, False), (True, 5, 1, 40, True),
        (True, 3, 2, 80, False), (True, 3, 1, 80, True), (True, 3, 1, 80, True),
        (True, 5, 1, 112, False), (True, 5, 1, 112, True), (True, 5, 1, 112, True),
        (True, 5, 2, 192, False), (True, 5, 1, 192, True), (True, 5, 1, 192, True), (True, 5, 1, 192, True),
        (True, 3, 1, 320, False),
    )
)  # fmt: skip
STEM = 32
HEAD = 1280
EXPANSION = 6
# The last block before the grid halves again: its output has stride 16.
TAP = 10
TAP_HEAD = 512
FEATURES = HEAD + TAP_HEAD


class Convolution(nn.Module):
    """Padding SAME as TensorFlow pads (the odd pixel at the end), bias, a norm where it is trained, ReLU6 unless linear."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, *, depthwise: bool = False, linear: bool = False, norm: bool = True):
        super().__init__()
        self.stride, self.kernel, self.linear = stride, kernel, linear
        padding = 0 if stride == 2 else kernel // 2
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=inputs if depthwise else 1, bias=not norm)
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03) if norm else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.stride == 2:
            before, after = (self.kernel - 2) // 2, (self.kernel - 1) // 2
            x = functional.pad(x, (before, after, before, after))
        x = self.convolution(x)
        if self.norm is not None:
            x = self.norm(x)
        return x if self.linear else functional.relu6(x, inplace=True)

    def folded(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Weight and bias with the norm folded in."""
        weight = self.convolution.weight.detach()
        if self.norm is None:
            return weight, self.convolution.bias.detach()
        scale = (self.norm.weight / torch.sqrt(self.norm.running_var + self.norm.eps)).detach()
        return weight * scale[:, None, None, None], (self.norm.bias - self.norm.running_mean * scale).detach()

    def fix(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        """These values from now on, and no norm."""
        self.convolution.weight = nn.Parameter(weight.contiguous(memory_format=torch.channels_last), requires_grad=False)
        self.convolution.bias = nn.Parameter(bias, requires_grad=False)
        self.norm = None


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, block: Block, drop: float, norm: bool):
        super().__init__()
        wide = inputs * EXPANSION if block.expand else inputs
        self.residual, self.drop = block.residual, drop
        self.expand = Convolution(inputs, wide, norm=norm) if block.expand else None
        self.depthwise = Convolution(wide, wide, block.kernel, block.stride, depthwise=True, norm=norm)
        self.project = Convolution(wide, block.out, linear=True, norm=norm)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.expand(x) if self.expand is not None else x
        y = self.project(self.depthwise(y))
        if not self.residual:
            return y
        if self.training and self.drop > 0:
            keep = torch.rand(len(y), 1, 1, 1, device=y.device) >= self.drop
            y = y * (keep / (1 - self.drop))
        return x + y


class ImageTower(nn.Module):
    """Features of both grids. The first `frozen` blocks and the stem carry no norm and no gradient."""

    def __init__(self, frozen: int = 0, drop_path: float = 0.0):
        super().__init__()
        self.frozen = frozen
        norm = frozen == 0
        self.stem = Convolution(1, STEM, 3, 2, norm=norm)
        self.blocks = nn.ModuleList()
        inputs = STEM
        for at, block in enumerate(BLOCKS):
            self.blocks.append(InvertedResidual(inputs, block, drop_path * at / len(BLOCKS), norm=at >= frozen))
            inputs = block.out
        self.head = Convolution(inputs, HEAD)
        self.tap_head = Convolution(BLOCKS[TAP].out, TAP_HEAD)
        if frozen:
            for module in (self.stem, *self.blocks[:frozen]):
                module.requires_grad_(False)

    def grids(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """n × 512 × side/16 × side/16 and n × 1280 × side/32 × side/32."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and self.frozen == 0):
            x = self.stem(x)
            for block in self.blocks[: self.frozen]:
                x = block(x)
        for block in self.blocks[self.frozen : TAP + 1]:
            x = block(x)
        fine = self.tap_head(x)
        for block in self.blocks[TAP + 1 :]:
            x = block(x)
        return fine, self.head(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """n × 1792: means over the coarse and the fine grid."""
        fine, coarse = self.grids(x)
        return torch.cat([coarse.mean((2, 3)), fine.mean((2, 3))], 1)


def convolutions(tower: ImageTower) -> list[tuple[str, Convolution]]:
    """Every convolution by its name in a model folder, in the order of the data's way."""
    named = [("stem", tower.stem)]
    for at, block in enumerate(tower.blocks):
        parts = (("expand", block.expand), ("depthwise", block.depthwise), ("project", block.project))
        named += [(f"blocks.{at}.{part}", module) for part, module in parts if module is not None]
    return [*named, ("head", tower.head), ("head16", tower.tap_head)]


class Classifier(nn.Module):
    """The tower with a linear head a finding, while training."""

    def __init__(self, findings: int, frozen: int = 0, drop_path: float = 0.0, dropout: float = 0.0):
        super().__init__()
        self.tower = ImageTower(frozen, drop_path)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(FEATURES, findings)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.dropout(self.tower(x)))


def normalised(x: torch.Tensor) -> torch.Tensor:
    """Step 5 of preprocessing version 1: minus the mean, divided by the sample standard deviation + 0.001, a film."""
    mean = x.mean((2, 3), keepdim=True)
    deviation = x.std((2, 3), keepdim=True) + 1e-3
    return ((x - mean) / deviation).contiguous(memory_format=torch.channels_last)


def network_input(grey: torch.Tensor, side: int) -> torch.Tensor:
    """n × 128 × 128 grey at the effective resolution → n × 1 × side × side: steps 4 and 5."""
    return normalised(functional.interpolate(grey.float()[:, None], size=side, mode="bilinear", align_corners=False))
