"""What finished models believe about the training films: the softer share of the targets of a later run."""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from .errors import WeightsWrong
from .films import STRATA, Films
from .measure import finding_scores
from .model_files import sha256_of
from .reference import Reference


def teacher_scores(folder: Path, films: Films, rows: np.ndarray, kept: Path) -> np.ndarray:
    """n × 14 zero-shot scores of one model folder on `rows`, kept in the folder `kept` and taken from there the next time. Errors: WeightsWrong."""
    if not (folder / "card.json").is_file():
        raise WeightsWrong(f"{folder} is no model folder: it has no card.json; name folders after --teachers, with commas between them")
    reference = Reference(folder)
    path = kept / f"{sha256_of(folder / reference.card['image']['file'])[:12]}-{len(rows)}.npy"
    if path.is_file():
        return np.load(path)
    scores = np.concatenate([finding_scores(reference, reference.films(films.grey[rows[at : at + 256]])) for at in range(0, len(rows), 256)])
    kept.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part.npy")
    np.save(unfinished, scores)
    unfinished.rename(path)
    return scores


def beliefs(scores: list[np.ndarray], labels: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """n × 14 probabilities: logistic in the mean of the teachers' standardised scores, with an intercept a stratum, fitted on the same films."""
    mean = np.mean([(one - one.mean(0)) / np.maximum(one.std(0), 1e-9) for one in scores], 0)
    x, y = torch.from_numpy(mean).double(), torch.from_numpy(labels).double()
    of = torch.tensor([STRATA.index(value) for value in stratum])
    slope = torch.ones(x.shape[1], dtype=torch.double, requires_grad=True)
    intercept = torch.full((len(STRATA), x.shape[1]), -3.0, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([slope, intercept], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(x * slope + intercept[of], y, reduction="none").mean(0).sum()
        # A stratum without any film of a finding would send its intercept to minus infinity.
        loss = loss + 1e-4 * ((intercept + 3) ** 2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        return torch.sigmoid(x * slope + intercept[of]).numpy().astype(np.float32)
