"""Writes a model folder: weights, vocabulary, card, self-test; and the golden file of the app's tests."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from .errors import WeightsWrong
from .films import EFFECTIVE_RESOLUTION, Films
from .findings import FINDINGS, readable
from .fit_space import Projection
from .image_tower import BLOCKS, HEAD, STEM, TAP, TAP_HEAD, ImageTower
from .measure import Normals, calibrated, finding_scores, proved, read_json, stratum_figures, text_figures, zero_shot
from .model_files import image_tensors, sha256_of, text_tensors, write_tensors
from .reference import Reference
from .space import SIZE
from .strata import FEWEST_POSITIVES
from .text_tower import HEADS, HIDDEN, TextTower
from .tokenizer import MAX_TOKENS, Tokenizer

PREPROCESSING = [
    "display grey 0..1 (0 black), MONOCHROME1 already inverted",
    "pad to square with 0, centred (extra row/column at the end)",
    f"exact area average to {EFFECTIVE_RESOLUTION}x{EFFECTIVE_RESOLUTION} (bilinear, half-pixel centres, where the side is under {EFFECTIVE_RESOLUTION})",
]
FORMULAS = (
    (512, 512, "0.5+0.5*sin(x/37)*cos(y/29)", lambda x, y: 0.5 + 0.5 * np.sin(x / 37) * np.cos(y / 29)),
    (640, 400, "((x*x+y*y) mod 977)/977", lambda x, y: ((x * x + y * y) % 977) / 977),
    (300, 301, "exp(-((x-150)^2+(y-120)^2)/9000)", lambda x, y: np.exp(-((x - 150) ** 2 + (y - 120) ** 2) / 9000)),
)
TEXT_FILE, VOCABULARY = "text.safetensors", "vocab.txt"
SMALL = (90, 100, "0.5+0.5*sin(x/7)*cos(y/5)", lambda x, y: 0.5 + 0.5 * np.sin(x / 7) * np.cos(y / 5))
GOLDEN_TEXTS = ("Pleural effusion", "No pleural effusion.", "The heart is enlarged with bilateral effusions", "hyperexpanded lungs consistent with COPD", "tracheal deviation to the left")


def write_text(folder: Path, text: TextTower, tokenizer: Tokenizer, *, int8: bool = True) -> dict:
    """Weights and vocabulary of a text tower; answers with what a card says of them."""
    folder.mkdir(parents=True, exist_ok=True)
    sha = write_tensors(text_tensors(text, int8=int8), folder / TEXT_FILE)
    (folder / VOCABULARY).write_text("\n".join(tokenizer.pieces) + "\n", encoding="utf8")
    return {
        "file": TEXT_FILE, "sha256": sha, "vocabulary": VOCABULARY, "sha256Vocabulary": sha256_of(folder / VOCABULARY),
        "architecture": "bert", "layers": len(text.layers), "heads": HEADS, "hidden": HIDDEN, "maxTokens": MAX_TOKENS,
    }  # fmt: skip


def copy_text(folder: Path, source: Path) -> dict:
    """The text tower of another model folder, as it is; answers as `write_text`. Errors: WeightsWrong."""
    said = read_card(source)["text"]
    folder.mkdir(parents=True, exist_ok=True)
    for file, sum_of in (("file", "sha256"), ("vocabulary", "sha256Vocabulary")):
        if not (source / said[file]).is_file() or sha256_of(source / said[file]) != said[sum_of]:
            raise WeightsWrong(f"{said[file]} of {source} is not what its card says; fetch the folder anew")
        if source.resolve() != folder.resolve():
            shutil.copyfile(source / said[file], folder / said[file])
    return said


def write_model(folder: Path, name: str, side: int, tower: ImageTower, projection: Projection, text: dict, *, int8: bool = True) -> None:
    """Image weights and the card without figures, beside a text tower that is there already: `text` is what `write_text` answered."""
    folder.mkdir(parents=True, exist_ok=True)
    image_sha = write_tensors(image_tensors(tower, projection, int8=int8), folder / "image.safetensors")
    prompts = read_json("prompts.json")
    card = {
        "id": name,
        "license": "research use only",
        "effectiveResolution": EFFECTIVE_RESOLUTION,
        "inputSize": side,
        "embeddingSize": SIZE,
        "tokenGrid": [side // 16, side // 16],
        "preprocessing": {"version": 1, "steps": [*PREPROCESSING, f"bilinear to {side}x{side}, half-pixel centres", "(x - mean) / (sample standard deviation + 0.001)"]},
        "image": {
            "file": "image.safetensors", "sha256": image_sha, "architecture": "efficientnet-lite0",
            "stem": {"kernel": 3, "stride": 2, "out": STEM}, "blocks": [asdict(block) for block in BLOCKS], "head": HEAD,
            "fineHead": {"block": TAP, "out": TAP_HEAD}, "mirrored": True,
        },
        "text": text,
        "findings": [
            {
                "id": finding.lower(), "name": readable(finding),
                "positivePrompts": prompts["findings"][finding]["positive"], "negativePrompts": prompts["findings"][finding]["negative"],
            }
            for finding in FINDINGS
        ],
        "contrastPrompts": prompts["contrast"],
    }  # fmt: skip
    write_card(folder, card)
    write_self_test(folder)


def read_card(folder: Path) -> dict:
    """Errors: WeightsWrong."""
    try:
        return json.loads((folder / "card.json").read_text(encoding="utf8"))
    except (OSError, ValueError) as error:
        raise WeightsWrong(f"{folder} is no model folder: its card.json cannot be read") from error


def write_card(folder: Path, card: dict) -> None:
    (folder / "card.json").write_text(json.dumps(card, indent=1, allow_nan=False) + "\n", encoding="utf8")


def film_of(height: int, width: int, formula) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width].astype(float)
    return formula(x, y)


def rounded(vector: torch.Tensor) -> list[float]:
    return [round(float(value), 7) for value in vector]


def write_self_test(folder: Path) -> None:
    height, width, _, formula = FORMULAS[0]
    reference = Reference(folder)
    embedding = rounded(reference.film(film_of(height, width, formula)))
    texts = [{"text": text, "embedding": rounded(reference.text(text))} for text in GOLDEN_TEXTS[:2]]
    found = {"columns": width, "rows": height, "film": "0.5 + 0.5 · sin(x / 37) · cos(y / 29)", "embedding": embedding, "texts": texts}
    (folder / "selfTest.json").write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")), encoding="utf8")


def sampled_input(reference: Reference, grey: np.ndarray) -> list[float]:
    """Every 97th value of a film's network input, row-major."""
    return [round(float(value), 6) for value in reference.input_of(grey).flatten()[::97]]


def write_golden(folder: Path, path: Path) -> None:
    """Films by formula and phrases, with the reference's inputs and answers."""
    reference = Reference(folder)
    images = []
    for height, width, name, formula in FORMULAS:
        grey = film_of(height, width, formula)
        images.append({"height": height, "width": width, "formula": name, "embedding": rounded(reference.film(grey)), "inputEvery97th": sampled_input(reference, grey)})
    height, width, name, formula = SMALL
    small = {"height": height, "width": width, "formula": name, "inputEvery97th": sampled_input(reference, film_of(height, width, formula))}
    texts = [{"text": text, "ids": reference.tokenizer.encode(text), "embedding": rounded(reference.text(text))} for text in GOLDEN_TEXTS]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"images": images, "texts": texts, "small": small}, separators=(",", ":")), encoding="utf8")


def complete_card(folder: Path, films: Films, training: dict, probe: dict | None = None, normals: Normals | None = None) -> dict:
    """
    Calibration and operating points from `val`, how they do on `test`, figures on both, the data's description. `probe`: the
    stratum probe where the image tower's is known; `normals`: training films to fit it on, else all. Answers with the card.
    """
    reference = Reference(folder)
    card = reference.card
    embeddings = {split: reference.films(films.grey[films.rows(split)]) for split in ("val", "test")}
    scores = {split: finding_scores(reference, embeddings[split]) for split in embeddings}
    metrics = {split: zero_shot(films, films.rows(split), scores[split]) for split in scores}
    for at, finding in enumerate(card["findings"]):
        labels = films.labels[films.rows("val")][:, at]
        if labels.sum() >= FEWEST_POSITIVES:
            finding |= calibrated(labels, scores["val"][:, at])
            on_test = films.rows("test")
            finding |= proved(finding, films.labels[on_test][:, at], scores["test"][:, at], films.patient[on_test])
        if finding["name"] in metrics["test"]["perFinding"]:
            finding["testAuc"] = metrics["test"]["perFinding"][finding["name"]]
    card["training"] = training
    card["metrics"] = {
        **metrics,
        **text_figures(reference, embeddings["test"], films, films.rows("test")),
        "stratumProbe": probe or stratum_figures(reference, films, embeddings["test"], normals),
    }
    card["data"] = describe(films, films.rows("train"))
    weak = [f["name"] for f in card["findings"] if f.get("reliability", {}).get("brierSkill", 1) < 0]
    card["knownFailures"] = [
        *([f"On test the calibration does worse than always saying the prevalence (Brier skill below 0): {', '.join(weak)}."] if weak else []),
        "One effective resolution of 128 px: small nodules, fine lines and early fibrosis are mostly not resolved.",
        "Labels were mined from reports and are about 90 % right; films were read by nobody for this model.",
        "No film carries a side or a severity: texts are told apart by them, films are not. Severity is unvalidated.",
        "Hernia had too few films to be calibrated or measured.",
        "Adults of one hospital, frontal views only. Children, lateral views and other body parts were not trained on.",
    ]
    write_card(folder, card)
    return card


def describe(films: Films, rows: np.ndarray) -> dict:
    age = films.age[rows]
    return {
        "films": len(rows),
        "patients": len(np.unique(films.patient[rows])),
        "source": "NIH ChestX-ray14 subset (Wang et al. 2017); texts: Indiana University reports (Demner-Fushman et al. 2016), CC BY-NC-ND 4.0",
        "terms": "research use only",
        "ages": {"median": float(np.median(age)), "quartiles": [float(value) for value in np.quantile(age, (0.25, 0.75))]},
        "sex": {sex: int((films.sex[rows] == sex).sum()) for sex in ("F", "M")},
        "views": {view: int((films.view[rows] == view).sum()) for view in ("PA", "AP")},
        "prevalence": {readable(name): round(float(share), 4) for name, share in zip(FINDINGS, films.labels[rows].mean(0), strict=True)},
    }
