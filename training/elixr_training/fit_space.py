"""From a trained classifier to the shared space: two projections, fitted on features, no gradient (`space.py` names the dimensions)."""

from dataclasses import dataclass

import numpy as np
import torch

from .films import Films
from .findings import FINDINGS
from .image_tower import FEATURES, HEAD, ImageTower, network_input
from .space import CONSTANT, FINDINGS_AT, REST_AT, SIZE

REST_LENGTH = 1.0
# How many components of the rest are kept. Films are as like one another by 16 as by 64, and each says more of who made the film.
REST_COMPONENTS = 16


@dataclass(frozen=True)
class Projection:
    """pooled = weight · [mean of coarse cells, mean of fine cells] + bias; weight 128 × 1792, the coarse 1280 first."""

    weight: np.ndarray
    bias: np.ndarray

    def pooled(self, features: np.ndarray) -> np.ndarray:
        return features @ self.weight.T + self.bias

    def embeddings(self, features: np.ndarray) -> np.ndarray:
        pooled = self.pooled(features)
        return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)

    @property
    def coarse(self) -> np.ndarray:
        return self.weight[:, :HEAD]

    @property
    def fine(self) -> np.ndarray:
        return self.weight[:, HEAD:]


@torch.no_grad()
def features_of(tower: ImageTower, grey: np.ndarray, side: int) -> np.ndarray:
    """n × 1792: the mean over the film and its mirror image, as the shipped model takes it."""
    tower.eval()
    parts = [np.zeros((0, FEATURES), np.float32)]
    for at in range(0, len(grey), 64):
        inputs = network_input(torch.from_numpy(grey[at : at + 64]), side)
        mirrored = inputs.flip(3).contiguous(memory_format=torch.channels_last)
        parts.append(((tower(inputs) + tower(mirrored)) / 2).numpy())
    return np.concatenate(parts)


def ridge_direction(features: np.ndarray, target: np.ndarray, strength: float = 30.0) -> np.ndarray:
    """Least squares with a penalty on standardised features: a direction that ranks `target`, nothing more."""
    mean, deviation = features.mean(0), features.std(0) + 1e-3
    x = (features - mean) / deviation
    gram = x.T @ x / len(x) + strength / 100 * np.eye(x.shape[1])
    return np.linalg.solve(gram, x.T @ (target - target.mean()) / len(x)) / deviation


def stratum_rule(features: np.ndarray, sharp: np.ndarray, penalty: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """
    What tells sharp films from the others: a rule and a middle, where rule · (x − middle) has means of ½ and −½ and varies least
    within either kind (linear discriminant on features standardised within the kinds, both of one weight). Zeros below two films of a kind.
    """
    if sharp.sum() < 2 or (~sharp).sum() < 2:
        return np.zeros(features.shape[1]), np.zeros(features.shape[1])
    means = features[sharp].mean(0), features[~sharp].mean(0)
    deviation = np.sqrt((features[sharp].var(0) + features[~sharp].var(0)) / 2) + 1e-3
    gram = sum(np.cov((features[kind] / deviation).T, bias=True) for kind in (sharp, ~sharp)) / 2
    difference = means[0] - means[1]
    rule = np.linalg.solve(gram + penalty * np.eye(len(gram)), difference / deviation) / deviation
    return rule / (difference @ rule), (means[0] + means[1]) / 2


def without_stratum(weight: np.ndarray, bias: np.ndarray, features: np.ndarray, sharp: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    The projection after which sharp films and the others have one mean, so that no linear rule tells them apart (Belrose et al. 2023:
    x − d · z, d the difference of the means, z whether the film is sharp). z is read from all features, not from the few dimensions
    that are kept: there it hardly varies within a stratum, and what the dimensions say within one stays.
    """
    rule, middle = stratum_rule(features, sharp)
    difference = weight @ (features[sharp].mean(0) - features[~sharp].mean(0)) if rule.any() else np.zeros(len(weight))
    return weight - np.outer(difference, rule), bias + difference * (rule @ middle)


def fit_projection(features: np.ndarray, films: Films, rows: np.ndarray, head_weight: np.ndarray, *, constant: float) -> Projection:
    """
    `features` of the training films `rows`, as the rounded tower gives them; `head_weight` 14 × 1792, the classifier's. Logits are scaled
    within the 128 px stratum, and what films without a finding tell of their stratum is taken out.
    """
    normal = films.labels[rows].sum(1) == 0
    plain = films.stratum[rows] == 128
    towards_normal = ridge_direction(features[plain], normal[plain].astype(float))
    directions = np.concatenate([head_weight, towards_normal[None]])
    scores = features @ directions.T
    scale, middle = np.maximum(scores[plain].std(0), 1e-6), scores[plain].mean(0)
    directions = directions / scale[:, None]
    offset = -middle / scale
    centred = features[plain] - features[plain].mean(0)
    spread = centred.std(0) + 1e-3
    _, values, axes = np.linalg.svd((centred / spread)[:4000], full_matrices=False)
    count = min(REST_COMPONENTS, REST_AT.stop - REST_AT.start)
    rest = axes[:count] / spread
    deviation = np.maximum((centred @ rest.T).std(0), 1e-6)
    # Each component keeps its share of the spread; all together have the length REST_LENGTH.
    share = values[:count] / np.linalg.norm(values[:count])
    rest = rest * (share / deviation)[:, None] * REST_LENGTH
    weight = np.concatenate([directions, rest])
    bias = np.concatenate([offset, -(features[plain].mean(0) @ rest.T)])
    weight, bias = without_stratum(weight, bias, features[normal], films.stratum[rows][normal] == 448)
    whole, whole_bias = np.zeros((SIZE, features.shape[1])), np.zeros(SIZE)
    count = len(FINDINGS) + 1
    # The last ones stay 0.
    rest_at = slice(REST_AT.start, REST_AT.start + len(weight) - count)
    whole[FINDINGS_AT], whole[rest_at] = weight[:count], weight[count:]
    whole_bias[FINDINGS_AT], whole_bias[rest_at] = bias[:count], bias[count:]
    whole_bias[CONSTANT] = constant
    # as the weight file keeps them
    return Projection(*(values.astype(np.float16).astype(np.float32) for values in (whole, whole_bias)))


def stratum_probe(train: np.ndarray, train_sharp: np.ndarray, test: np.ndarray, test_sharp: np.ndarray) -> float:
    """AUC on `test` of a logistic rule that was fitted to tell sharp films from the others on `train` (embeddings)."""
    from .strata import auc

    mean, deviation = train.mean(0), train.std(0) + 1e-6
    x = torch.from_numpy((train - mean) / deviation).double()
    y = torch.from_numpy(train_sharp.astype(float))
    weight = torch.zeros(x.shape[1] + 1, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        logits = x @ weight[:-1] + weight[-1]
        balance = torch.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y, weight=balance) + 1e-3 * weight[:-1].square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    score = ((test - mean) / deviation) @ weight[:-1].detach().numpy()
    return auc(test_sharp, score)
