"""Training films as other machines, sizes and archives would have made them."""

import math

import numpy as np
import torch
from torch.nn import functional

from .films import EFFECTIVE_RESOLUTION, Films
from .image_tower import normalised

COARSER = (56, 64, 80, 96, 104, 112)


def training_grey(films: Films, rows: np.ndarray, random: np.random.Generator) -> torch.Tensor:
    """n × 1 × 128 × 128, 0 … 1. A sharp film comes as one of its renditions three times of four."""
    grey = films.grey[rows].astype(np.float32)
    for at, row in enumerate(films.rendition_row[rows]):
        which = random.integers(len(films.renditions) + 1)
        if row >= 0 and which < len(films.renditions):
            grey[at] = films.renditions[which, row]
    return torch.from_numpy(grey)[:, None]


def augmented(grey: torch.Tensor, side: int, random: np.random.Generator) -> torch.Tensor:
    """n × 1 × side × side network input: coarser, softer or noisy films, mirrored, turned ± 9°, scaled, shifted, other contrast."""
    n = len(grey)
    uniform = lambda low, high, *shape: torch.from_numpy(random.uniform(low, high, shape or (n,))).float()  # noqa: E731
    coarse = torch.from_numpy(random.random(n) < 0.4)
    if coarse.any():
        small = functional.interpolate(grey[coarse], size=int(random.choice(COARSER)), mode="area")
        grey[coarse] = functional.interpolate(small, size=EFFECTIVE_RESOLUTION, mode="bilinear", align_corners=False)
    sharper = torch.from_numpy(random.random(n) < 0.3)
    if sharper.any():
        blurred = functional.avg_pool2d(functional.pad(grey[sharper], (1, 1, 1, 1), mode="replicate"), 3, 1)
        amount = torch.from_numpy(random.uniform(-0.6, 0.8, (int(sharper.sum()), 1, 1, 1))).float()
        grey[sharper] = grey[sharper] + amount * (grey[sharper] - blurred)
    angle, scale, aspect = uniform(-0.15, 0.15), uniform(0.86, 1.1), uniform(0.94, 1.06)
    mirror = torch.from_numpy(np.where(random.random(n) < 0.5, -1.0, 1.0)).float()
    turn = torch.zeros(n, 2, 3)
    turn[:, 0, 0] = angle.cos() * scale * aspect * mirror
    turn[:, 0, 1] = -angle.sin() * scale
    turn[:, 1, 0] = angle.sin() * scale * mirror
    turn[:, 1, 1] = angle.cos() * scale / aspect
    turn[:, :, 2] = uniform(-0.07, 0.07, n, 2)
    grid = functional.affine_grid(turn, (n, 1, side, side), align_corners=False)
    grey = functional.grid_sample(grey, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    grey = grey.clamp(0, 1) ** torch.exp(uniform(-0.35, 0.35, n, 1, 1, 1))
    noisy = torch.from_numpy((random.random((n, 1, 1, 1)) < 0.3) * random.uniform(0, 0.02, (n, 1, 1, 1))).float()
    noise = torch.from_numpy(random.standard_normal(grey.shape, np.float32))
    return normalised(grey + noise * noisy)


def mixed(inputs: torch.Tensor, targets: torch.Tensor, offsets: torch.Tensor, strength: float, random: np.random.Generator):
    """Mixup (Zhang et al. 2018): each film with another of the batch, targets and offsets alike."""
    if strength <= 0:
        return inputs, targets, offsets
    share = float(random.beta(strength, strength))
    share = max(share, 1 - share)
    other = torch.from_numpy(random.permutation(len(inputs)))
    blend = lambda value: share * value + (1 - share) * value[other]  # noqa: E731
    return blend(inputs), blend(targets), blend(offsets)


def warm_cosine(step: int, steps: int, warm: int) -> float:
    """Share of the highest learning rate: linear to 1 over `warm` steps, then a cosine to 1 %."""
    if step < warm:
        return (step + 1) / warm
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))
