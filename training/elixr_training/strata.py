"""Resolution betrays the label: every measure and every prior is taken within a stratum (64, 128 or 448 px)."""

import numpy as np

FEWEST_POSITIVES = 5


def auc(positive: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve by ranks, ties counted half. NaN where one class is empty."""
    positive = np.asarray(positive, bool)
    count = int(positive.sum())
    others = len(positive) - count
    if count == 0 or others == 0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((rank[positive].sum() - count * (count + 1) / 2) / (count * others))


def auc_within(positive: np.ndarray, score: np.ndarray, stratum: np.ndarray) -> float:
    """AUC over the pairs whose films share a stratum, weighted by the number of pairs."""
    pairs = correct = 0.0
    for value in np.unique(stratum):
        here = stratum == value
        count = float(positive[here].sum())
        weight = count * (here.sum() - count)
        if weight:
            pairs += weight
            correct += weight * auc(positive[here], score[here])
    return correct / pairs if pairs else float("nan")


def aucs_within(labels: np.ndarray, scores: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """One AUC a finding of n × findings arrays; NaN below five positives."""
    return np.array([
        auc_within(labels[:, at], scores[:, at], stratum) if labels[:, at].sum() >= FEWEST_POSITIVES else np.nan
        for at in range(labels.shape[1])
    ])  # fmt: skip


def log_odds(share: np.ndarray) -> np.ndarray:
    return np.log(share / (1 - share))


def stratum_offsets(labels: np.ndarray, stratum: np.ndarray, strata: tuple[int, ...]) -> np.ndarray:
    """
    strata × findings: a stratum's log-odds of a finding minus the log-odds over all, to be added to the logit while
    training, so that the network has no use for knowing the stratum.
    """
    overall = np.clip(labels.mean(0), 0.003, 0.9)
    offsets = np.zeros((len(strata), labels.shape[1]), np.float32)
    for row, value in enumerate(strata):
        here = stratum == value
        if here.any():
            offsets[row] = log_odds(np.clip(labels[here].mean(0), 0.003, 0.9)) - log_odds(overall)
    return offsets
