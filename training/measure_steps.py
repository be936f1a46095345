"""
What each step from the trained classifier to the folder costs, mean AUC within strata on split val: `python measure_steps.py FOLDER --work WORK`,
WORK as `train.py` was given it.
"""

import argparse
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="model folder that train.py wrote")
    parser.add_argument("--work", type=Path, default=HERE / ".cache" / "work", help="its checkpoints (default: %(default)s)")
    parser.add_argument("--blend", type=Path, default=None, help="as train.py was given it")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared")) / "data")
    options = parser.parse_args()
    import numpy as np

    from elixr_training.export import read_card
    from elixr_training.films import load_films
    from elixr_training.fit_space import features_of
    from elixr_training.measure import finding_scores, rounded
    from elixr_training.model_files import as_shipped
    from elixr_training.pipeline import blended, classifier_of
    from elixr_training.reference import Reference
    from elixr_training.space import FINDINGS_AT
    from elixr_training.strata import aucs_within

    card = read_card(options.model)
    tail = card["training"]["image"].get("tail", 1)
    classifier = classifier_of(options.work / "image", tail)[0]
    if options.blend:
        classifier = blended(classifier, classifier_of(options.blend / "image", tail)[0])
    films = load_films(options.data, options.work / "cache")
    rows, side = films.rows("val"), card["inputSize"]
    mean_auc = lambda scores: rounded(float(np.nanmean(aucs_within(films.labels[rows], scores, films.stratum[rows]))))  # noqa: E731
    head = classifier.head.weight.detach().numpy()
    of_features = lambda tower: mean_auc(features_of(tower, films.grey[rows], side) @ head.T)  # noqa: E731
    reference = Reference(options.model)
    embeddings = reference.films(films.grey[rows])
    findings = slice(FINDINGS_AT.start, FINDINGS_AT.start + len(head))
    print(json.dumps({
        "model": card["id"], "split": "val", "films": len(rows), "classifier": of_features(classifier.tower), "rounded": of_features(as_shipped(classifier.tower)),
        "logits": mean_auc(embeddings[:, findings].numpy()), "prompts": mean_auc(finding_scores(reference, embeddings)),
    }, indent=1))  # fmt: skip


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
