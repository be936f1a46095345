"""
What the shipped tower still tells of the resolution, taken out of its projections. `fit_space.py` did so for the float tower
on a part of the films; rounding to int8 brings some of it back, so the last word is spoken on the folder itself.
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

from .export import write_card, write_self_test
from .films import Films
from .fit_space import without_stratum
from .image_tower import network_input
from .measure import Normals
from .model_files import write_tensors
from .reference import Reference
from .space import CONSTANT

PROJECTIONS = ("projection.weight", "projection16.weight")


def pooled_of(reference: Reference, grey: np.ndarray) -> np.ndarray:
    """n × 128: the means of the tokens, not brought to length 1."""
    side = reference.card["inputSize"]
    parts = [reference.tokens(network_input(torch.from_numpy(grey[at : at + 64]), side)).mean((1, 2)).numpy() for at in range(0, len(grey), 64)]
    return np.concatenate(parts).astype(np.float64)


def erased(tensors: dict[str, np.ndarray], matrix: np.ndarray, shift: np.ndarray) -> dict[str, np.ndarray]:
    """The weight file whose pooled vector is matrix · pooled + shift; all else as it was."""
    changed = {name: (tensors[name].astype(np.float64) @ matrix.T).astype(np.float16) for name in PROJECTIONS}
    bias = matrix @ tensors["projection.bias"].astype(np.float64) + shift
    return tensors | changed | {"projection.bias": bias.astype(np.float16)}


def erase_shipped(folder: Path, films: Films) -> Normals:
    """
    Rewrites the folder's image weights, their sum on the card and the self-test. Fitted on the training films without a finding, of
    both strata that `val` and `test` have; answers with these films as they are afterwards.
    """
    reference = Reference(folder)
    train = films.rows("train")
    rows = train[(films.labels[train].sum(1) == 0) & (films.stratum[train] != 64)]
    pooled = pooled_of(reference, films.grey[rows])
    matrix, shift = np.eye(pooled.shape[1]), np.zeros(pooled.shape[1])
    others = np.arange(pooled.shape[1]) != CONSTANT
    is_sharp = films.stratum[rows] == 448
    matrix[np.ix_(others, others)], shift[others] = without_stratum(pooled[:, others], is_sharp)
    path = folder / reference.card["image"]["file"]
    reference.card["image"]["sha256"] = write_tensors(erased(load_file(path), matrix, shift), path)
    write_card(folder, reference.card)
    write_self_test(folder)
    after = pooled @ matrix.T + shift
    return Normals(after / np.linalg.norm(after, axis=1, keepdims=True), is_sharp)
