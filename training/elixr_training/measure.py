"""What a shipped model folder is worth, by the reference: within strata, with intervals by patient; and what goes on its card."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .films import Films
from .findings import FINDINGS, readable
from .fit_space import stratum_probe
from .phrase_pairs import pair_accuracy
from .reference import Reference
from .strata import FEWEST_POSITIVES, auc_within, aucs_within

HERE = Path(__file__).parent
VAL, TEST = "NIH ChestX-ray14, split val", "NIH ChestX-ray14, split test"
AGE_BANDS = ((0, 40), (40, 60), (60, 120))


def read_json(name: str) -> dict:
    return json.loads((HERE / name).read_text(encoding="utf8"))


def rounded(value: float) -> float | None:
    """Four digits; None where there was nothing to measure."""
    return round(value, 4) if np.isfinite(value) else None


def finding_scores(reference: Reference, embeddings: torch.Tensor) -> np.ndarray:
    """n × 14 zero-shot scores by the card's prompts."""
    directions = [reference.direction(f["positivePrompts"], f["negativePrompts"]) for f in reference.card["findings"]]
    return (embeddings @ torch.stack(directions).T).numpy()


def bootstrap(films: Films, rows: np.ndarray, scores: np.ndarray, draws: int = 500, seed: int = 0) -> list[float]:
    """95 % interval of the mean AUC within strata, patients drawn with replacement."""
    random = np.random.default_rng(seed)
    patients, of = np.unique(films.patient[rows], return_inverse=True)
    members = [np.where(of == at)[0] for at in range(len(patients))]
    means = []
    for _ in range(draws):
        drawn = np.concatenate([members[at] for at in random.integers(len(patients), size=len(patients))])
        aucs = aucs_within(films.labels[rows][drawn], scores[drawn], films.stratum[rows][drawn])
        if np.isfinite(aucs).any():
            means.append(np.nanmean(aucs))
    return [round(float(value), 4) for value in np.quantile(means, (0.025, 0.975))]


def zero_shot(films: Films, rows: np.ndarray, scores: np.ndarray) -> dict:
    labels, stratum = films.labels[rows], films.stratum[rows]
    within = aucs_within(labels, scores, stratum)
    plain = aucs_within(labels, scores, np.zeros(len(rows)))
    groups = {}
    for name, members in {
        **{f"sex {sex}": films.sex[rows] == sex for sex in ("F", "M")},
        **{f"age {low}-{high}": (films.age[rows] >= low) & (films.age[rows] < high) for low, high in AGE_BANDS},
        **{f"view {view}": films.view[rows] == view for view in ("PA", "AP")},
    }.items():
        aucs = aucs_within(labels[members], scores[members], stratum[members])
        groups[name] = {"films": int(members.sum()), "findings": int(np.isfinite(aucs).sum())}
        if np.isfinite(aucs).any():
            groups[name] |= {"meanAucWithinStrata": round(float(np.nanmean(aucs)), 4), "interval": bootstrap(films, rows[members], scores[members], draws=200)}
    return {
        "films": len(rows),
        "findings": int(np.isfinite(within).sum()),
        "meanAucWithinStrata": round(float(np.nanmean(within)), 4),
        "meanAucWithinStrataInterval": bootstrap(films, rows, scores),
        "meanAucPlain": round(float(np.nanmean(plain)), 4),
        "perFinding": {readable(name): round(float(value), 4) for name, value in zip(FINDINGS, within, strict=True) if np.isfinite(value)},
        "groups": groups,
    }


def typed_phrases(reference: Reference, embeddings: torch.Tensor, films: Films, rows: np.ndarray, half: str) -> dict:
    """Mean over findings of the AUC of single phrases, each against the card's contrast prompts."""
    per_finding = {}
    for finding, phrases in read_json("typed_phrases.json")[half].items():
        positive = films.labels[rows][:, FINDINGS.index(finding)]
        if positive.sum() < FEWEST_POSITIVES:
            continue
        scores = [(embeddings @ reference.direction([phrase], reference.card["contrastPrompts"])).numpy() for phrase in phrases]
        per_finding[readable(finding)] = [round(auc_within(positive, score, films.stratum[rows]), 4) for score in scores]
    means = [np.mean(values) for values in per_finding.values()]
    return {"meanAuc": rounded(float(np.mean(means))) if means else None, "perFinding": per_finding}


def text_figures(reference: Reference, embeddings: torch.Tensor, films: Films, rows: np.ndarray) -> dict:
    """What the text tower is worth: single phrases on films, and phrase pairs, each on both halves."""
    halves = ("building", "kept back")
    return {
        "typedPhrases": {half: typed_phrases(reference, embeddings, films, rows, half) for half in (*halves, "final")},
        "phrasePairs": {half: pair_accuracy(reference.texts, half) for half in halves},
    }


@dataclass(frozen=True)
class Normals:
    """Embeddings of films without a finding, n × 128, and which of them are sharp."""

    embeddings: np.ndarray
    sharp: np.ndarray


def stratum_figures(reference: Reference, films: Films, test: torch.Tensor, train: Normals | None = None) -> dict:
    """
    Do embeddings of "No Finding" films tell 448 px from 128 px? AUC on `test` of a rule fitted on films of `train`, all of them
    where none are given, and by cross-validation within `test`.
    """
    normals = []
    for split in ("train", "test"):
        rows = films.rows(split)
        normal = (films.labels[rows].sum(1) == 0) & (films.stratum[rows] != 64)
        if split == "train" and train is not None:
            normals.append(train)
            continue
        values = test[normal] if split == "test" else reference.films(films.grey[rows[normal]])
        normals.append(Normals(values.numpy(), films.stratum[rows][normal] == 448))
    fitted, told = normals
    probe = stratum_probe(fitted.embeddings, fitted.sharp, told.embeddings, told.sharp)
    return {"fittedOnTrain": rounded(probe), "crossValidatedOnTest": probe_across(films, test, films.rows("test"))}


def probe_across(films: Films, embeddings: torch.Tensor, rows: np.ndarray, folds: int = 5) -> float | None:
    """The same by cross-validation within one split, patients apart: the harder probe, for it knows this split's films."""
    normal = (films.labels[rows].sum(1) == 0) & (films.stratum[rows] != 64)
    values, sharp, patients = embeddings.numpy()[normal], films.stratum[rows][normal] == 448, films.patient[rows][normal]
    fold = np.array([int(patient) % folds for patient in patients])
    aucs = [
        stratum_probe(values[fold != at], sharp[fold != at], values[fold == at], sharp[fold == at])
        for at in range(folds)
        if sharp[fold == at].any() and not sharp[fold == at].all()
    ]
    return rounded(float(np.mean(aucs)) if aucs else float("nan"))


def calibrated(labels: np.ndarray, scores: np.ndarray) -> dict:
    """Logistic calibration and the operating point where sensitivity meets specificity, of one finding."""
    middle, spread = scores.mean(), scores.std() + 1e-9
    x = torch.from_numpy((scores - middle) / spread).double()
    y = torch.from_numpy(labels).double()
    weight = torch.zeros(2, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(weight[0] * x + weight[1], y)
        loss.backward()
        return loss

    optimizer.step(closure)
    slope = float(weight[0].detach()) / spread
    order = np.sort(np.unique(scores))
    sensitivity = np.array([(scores[labels > 0] >= at).mean() for at in order])
    specificity = np.array([(scores[labels == 0] < at).mean() for at in order])
    best = int(np.argmin(np.abs(sensitivity - specificity)))
    return {
        "calibration": {
            "slope": float(slope), "intercept": float(weight[1].detach()) - float(slope) * float(middle),
            "films": len(labels), "positives": int(labels.sum()), "prevalence": float(labels.mean()), "source": VAL,
        },
        "operatingPoint": {
            "threshold": float(order[best]), "sensitivity": float(sensitivity[best]), "specificity": float(specificity[best]),
            "rule": "sensitivity = specificity on val",
        },
    }  # fmt: skip




def proved(finding: dict, labels: np.ndarray, scores: np.ndarray, patient: np.ndarray, draws: int = 500) -> dict:
    """What the calibration and the operating point of a finding come to on films that they were not fitted on."""
    chance = 1 / (1 + np.exp(-(finding["calibration"]["slope"] * scores + finding["calibration"]["intercept"])))
    bins = []
    for part in np.array_split(np.argsort(chance, kind="stable"), 5):
        bins.append({"films": len(part), "predicted": round(float(chance[part].mean()), 4), "observed": round(float(labels[part].mean()), 4)})
    reliability = {"films": len(labels), "positives": int(labels.sum()), "source": TEST, "bins": bins}
    if labels.sum() < FEWEST_POSITIVES:
        return {"reliability": reliability}
    base = labels.mean()
    reliability["brierSkill"] = round(float(1 - np.mean((chance - labels) ** 2) / (base * (1 - base))), 4)
    above = scores >= finding["operatingPoint"]["threshold"]
    random = np.random.default_rng(0)
    members = [np.where(patient == one)[0] for one in np.unique(patient)]
    found = []
    for _ in range(draws):
        drawn = np.concatenate([members[at] for at in random.integers(len(members), size=len(members))])
        if 0 < labels[drawn].sum() < len(drawn):
            found.append((above[drawn][labels[drawn] > 0].mean(), (~above[drawn])[labels[drawn] == 0].mean()))
    low, high = np.quantile(np.array(found), (0.025, 0.975), axis=0).round(4)
    test = {
        "source": TEST, "films": len(labels), "positives": int(labels.sum()),
        "sensitivity": round(float(above[labels > 0].mean()), 4), "sensitivityInterval": [float(low[0]), float(high[0])],
        "specificity": round(float((~above)[labels == 0].mean()), 4), "specificityInterval": [float(low[1]), float(high[1])],
    }  # fmt: skip
    return {"reliability": reliability, "operatingPoint": finding["operatingPoint"] | {"onTest": test}}
