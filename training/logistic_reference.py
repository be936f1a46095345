"""
Answers of scikit-learn's LogisticRegression on films that a formula makes, for the test beside `src/teaching/logisticPath.ts`:
`python logistic_reference.py > ../src/teaching/logisticReference.json`. With `--set FOLDER` (`set.json`, `set.f32`) it fits the folds and
penalties of `bench/teaching.bench.mjs` and says how long that took. Needs scikit-learn (`pip install scikit-learn`).
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

SIZE, FILMS = 8, 60
PENALTIES = (0.001, 0.03, 1.0, 30.0)


def films() -> tuple[np.ndarray, np.ndarray]:
    """The same numbers as the test makes: sines, so that no file has to hold them."""
    at = np.arange(FILMS * SIZE, dtype=np.float64)
    x = np.sin(at * 12.9898) * 3.0 + np.cos(at * 0.37)
    x = x.reshape(FILMS, SIZE)
    margin = x[:, 0] - 0.7 * x[:, 1] + 0.4 * x[:, 2] + 2.2 * np.sin(np.arange(FILMS) * 3.1) - 1.0
    return x, (margin > 0).astype(int)


def fit_set(folder: Path) -> None:
    """Mean AUC over the folds for each penalty, on features centred and scaled as the app does."""
    from sklearn.metrics import roc_auc_score

    described = json.loads((folder / "set.json").read_text(encoding="utf8"))
    y, folds = np.array(described["positive"]), np.array(described["folds"])
    x = np.fromfile(folder / "set.f32", "<f4").reshape(len(y), -1).astype(np.float64)
    aucs = np.zeros(len(described["penalties"]))
    started = time.perf_counter()
    for fold in np.unique(folds):
        rest = folds != fold
        mean = x[rest].mean(0)
        spread = np.sqrt(((x[rest] - mean) ** 2).mean())
        known, held = (x[rest] - mean) / spread, (x[~rest] - mean) / spread
        for at, penalty in enumerate(described["penalties"]):
            fit = LogisticRegression(C=penalty, max_iter=1000).fit(known, y[rest])
            aucs[at] += roc_auc_score(y[~rest], fit.decision_function(held)) / len(np.unique(folds))
    print(json.dumps({"milliseconds": (time.perf_counter() - started) * 1000, "aucs": aucs.tolist()}))


def main() -> None:
    if sys.argv[1:2] == ["--set"]:
        fit_set(Path(sys.argv[2]))
        return
    x, y = films()
    answers = []
    for class_weights in ("none", "balanced"):
        for penalty in PENALTIES:
            fit = LogisticRegression(C=penalty, class_weight=None if class_weights == "none" else "balanced", solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x, y)
            answers.append({"classWeights": class_weights, "penalty": penalty, "weights": fit.coef_[0].tolist(), "intercept": float(fit.intercept_[0])})
    print(json.dumps({"size": SIZE, "films": FILMS, "positives": int(y.sum()), "answers": answers}, indent=1))


if __name__ == "__main__":
    main()
