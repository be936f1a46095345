"""
Answers of scikit-learn's LogisticRegression on films that a formula makes, for the test beside `src/teaching/logisticPath.ts`:
`python logistic_reference.py > ../src/teaching/logisticReference.json`. With `--films FILE.f32 --labels FILE.json` it times a grid
with folds on embeddings that `embed_films.py` wrote. Needs scikit-learn (`pip install scikit-learn`).
"""

import json

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


def main() -> None:
    x, y = films()
    answers = []
    for class_weights in ("none", "balanced"):
        for penalty in PENALTIES:
            fit = LogisticRegression(C=penalty, class_weight=None if class_weights == "none" else "balanced", solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x, y)
            answers.append({"classWeights": class_weights, "penalty": penalty, "weights": fit.coef_[0].tolist(), "intercept": float(fit.intercept_[0])})
    print(json.dumps({"size": SIZE, "films": FILMS, "positives": int(y.sum()), "answers": answers}, indent=1))


if __name__ == "__main__":
    main()
