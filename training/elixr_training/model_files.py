"""Weight files as the app reads them: safetensors in TensorFlow's layouts, norms folded, large matrices int8 with a scale."""

import copy
import hashlib
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

from .errors import WeightsWrong
from .fit_space import Projection
from .image_tower import ImageTower, convolutions
from .text_tower import TextTower

Tensors = dict[str, np.ndarray]
SCALE = ".scale"


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def quantised(name: str, values: np.ndarray, axis: int) -> Tensors:
    """I8 with `name.scale` (F32, the shape of the weight with 1 but along `axis`): value = integer · scale."""
    others = tuple(at for at in range(values.ndim) if at != axis % values.ndim)
    scale = np.maximum(np.abs(values).max(others, keepdims=True) / 127, 1e-12).astype(np.float32)
    return {name: np.ascontiguousarray(np.rint(values / scale).astype(np.int8)), name + SCALE: scale}


def half(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values.astype(np.float16))


def plain_array(value: torch.Tensor) -> np.ndarray:
    return value.detach().to(torch.float32).contiguous().numpy()


def tower_tensors(tower: ImageTower, *, int8: bool) -> Tensors:
    """Convolutions [kh, kw, in, out], depthwise [kh, kw, channels, 1]."""
    tensors: Tensors = {}
    for name, module in convolutions(tower):
        weight, bias = (plain_array(value) for value in module.folded())
        weight = weight.transpose(2, 3, 0, 1) if name.endswith("depthwise") else weight.transpose(2, 3, 1, 0)
        pointwise = weight.shape[:2] == (1, 1)
        tensors |= quantised(f"{name}.weight", weight, -1) if int8 and pointwise else {f"{name}.weight": half(weight)}
        tensors[f"{name}.bias"] = half(bias)
    return tensors


def image_tensors(tower: ImageTower, projection: Projection, *, int8: bool) -> Tensors:
    """The tower, and its projections [in, out]."""
    projections = {"projection.weight": projection.coarse.T, "projection.bias": projection.bias, "projection16.weight": projection.fine.T}
    return tower_tensors(tower, int8=int8) | {name: half(values) for name, values in projections.items()}


def as_shipped(tower: ImageTower) -> ImageTower:
    """A copy that computes with what the weight file will say: norms folded, large matrices rounded."""
    values = values_of(tower_tensors(tower, int8=True), "the image tower")
    shipped = copy.deepcopy(tower)
    for name, module in convolutions(shipped):
        weight = values[f"{name}.weight"]
        module.fix(weight.permute(2, 3, 0, 1) if name.endswith("depthwise") else weight.permute(3, 2, 0, 1), values[f"{name}.bias"])
    return shipped.eval()


def text_tensors(tower: TextTower, *, int8: bool) -> Tensors:
    """Dense weights [in, out]; `embeddings.word` [vocabulary, hidden] with a scale a row."""
    dense = (lambda name, value: quantised(name, value, -1)) if int8 else (lambda name, value: {name: half(value)})
    word = plain_array(tower.word.weight)
    tensors = quantised("embeddings.word", word, 0) if int8 else {"embeddings.word": half(word)}
    tensors["embeddings.position"] = half(plain_array(tower.position.weight))
    norms = {"embeddings.norm": tower.norm}
    denses = {f"projection.{at}": module for at, module in enumerate(tower.projection)}
    for at, layer in enumerate(tower.layers):
        denses |= {f"layers.{at}.{part}": getattr(layer, part) for part in ("query", "key", "value", "output", "up", "down")}
        norms |= {f"layers.{at}.{part}": getattr(layer, part) for part in ("norm1", "norm2")}
    for name, module in denses.items():
        tensors |= dense(f"{name}.weight", plain_array(module.weight).T)
        tensors[f"{name}.bias"] = half(plain_array(module.bias))
    for name, module in norms.items():
        tensors[f"{name}.gamma"], tensors[f"{name}.beta"] = half(plain_array(module.weight)), half(plain_array(module.bias))
    return tensors


def write_tensors(tensors: Tensors, path: Path) -> str:
    """Writes the file and answers with its SHA-256."""
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, path)
    return sha256_of(path)


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Every tensor of a weight file as float32, integers times their scale. Errors: WeightsWrong."""
    try:
        stored = load_file(path)
    except Exception as error:
        raise WeightsWrong(f"{path.name} cannot be read: {error}") from error
    return values_of(stored, path.name)


def values_of(stored: Tensors, file: str) -> dict[str, torch.Tensor]:
    """What a weight file's tensors stand for, float32. Errors: WeightsWrong."""
    values: dict[str, torch.Tensor] = {}
    for name, value in stored.items():
        if name.endswith(SCALE) and name.removesuffix(SCALE) in stored:
            continue
        value_32 = value.astype(np.float32)
        if value.dtype == np.int8:
            if name + SCALE not in stored:
                raise WeightsWrong(f"{file}: {name} has no scale")
            value_32 = value_32 * stored[name + SCALE]
        values[name] = torch.from_numpy(value_32)
    return values
