"""
Classifiers that the app exports, in Python: `read_classifier(path)`, then `scores(pooled)` and `probabilities(pooled)` on embeddings
of the same model, as `read_index.py` reads them from an exported index. `python read_classifier.py FILE.json INDEX` prints a line a film.
"""

import base64
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Of linear heads, and of networks.
FORMATS = ("elixr-web classifier 1", "elixr-web classifier 2")


class ClassifierWrong(Exception):
    """The file is no classifier, was changed after it was written, or is for another model."""


@dataclass(frozen=True)
class Classifier:
    name: str
    model_id: str
    preprocessing_version: int
    # size, float64; empty for a network
    weights: np.ndarray
    # Of a network: for each layer its weights (inputs × outputs) and its bias, float64
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]
    calibration: dict | None
    operating_point: dict | None
    metrics: dict
    training: dict

    def scores(self, pooled: np.ndarray) -> np.ndarray:
        """films × size → films: the weighted sums or the network's log-odds, as the app shows them."""
        size = len(self.layers[0][0]) if self.layers else len(self.weights)
        if pooled.ndim != 2 or pooled.shape[1] != size:
            raise ClassifierWrong(f"the classifier is for embeddings of {size} numbers")
        if self.layers:
            values = pooled.astype(np.float64)
            for weights, bias in self.layers[:-1]:
                values = np.maximum(values @ weights + bias, 0)
            weights, bias = self.layers[-1]
            return (values @ weights + bias)[:, 0]
        return pooled.astype(np.float64) @ self.weights.astype(np.float32).astype(np.float64)

    def probabilities(self, pooled: np.ndarray) -> np.ndarray:
        """At the prevalence of the films that it was taught on."""
        if self.calibration is None:
            raise ClassifierWrong("the classifier is not calibrated")
        return 1 / (1 + np.exp(-(self.calibration["slope"] * self.scores(pooled) + self.calibration["intercept"])))


def layers_of(fields: dict) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Float32, little-endian, in base64."""

    def numbers(text: str, shape: tuple[int, ...]) -> np.ndarray:
        try:
            return np.frombuffer(base64.b64decode(text, validate=True), "<f4").reshape(shape).astype(np.float64)
        except ValueError as error:
            raise ClassifierWrong("a layer of the network has other numbers than it says") from error

    return tuple((numbers(layer["weights"], (layer["inputs"], layer["outputs"])), numbers(layer["bias"], (layer["outputs"],))) for layer in fields.get("network", ()))


def read_classifier(path: Path | str) -> Classifier:
    text = Path(path).read_text(encoding="utf8")
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise ClassifierWrong("this is no JSON") from error
    if not isinstance(fields, dict) or fields.get("format") not in FORMATS:
        raise ClassifierWrong(f"this is no file of the formats “{'”, “'.join(FORMATS)}”")
    # The checksum stands last and is of what stands before it, letter by letter.
    body, mark, _ = text.strip().rpartition(',"sha256":"')
    if not mark or hashlib.sha256((body + "}").encode()).hexdigest() != fields.get("sha256"):
        raise ClassifierWrong("something was changed after the file was written")
    return Classifier(
        name=fields["name"], model_id=fields["modelId"], preprocessing_version=fields["preprocessingVersion"], weights=np.array(fields["weights"], np.float64),
        layers=layers_of(fields),
        calibration=fields["calibration"], operating_point=fields["operatingPoint"], metrics=fields["metrics"], training=fields["training"],
    )  # fmt: skip


def main() -> None:
    from read_index import read_index

    classifier, index = read_classifier(sys.argv[1]), read_index(sys.argv[2])
    if (classifier.model_id, classifier.preprocessing_version) != (index.model_id, index.preprocessing_version):
        raise ClassifierWrong(f"taught on {classifier.model_id}, the index is of {index.model_id}")
    for film_id, score in zip(index.film_ids, classifier.scores(index.pooled), strict=True):
        print(f"{film_id}\t{score:.6f}")


if __name__ == "__main__":
    try:
        main()
    except ClassifierWrong as error:
        sys.exit(str(error))
