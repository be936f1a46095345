"""
The shared space of 128 dimensions, laid out by hand. A film's pooled vector is linear in the means of its feature grids:

  0        a constant, so that lengths hardly differ and cosines rank as the classifiers do
  1 … 15   fourteen findings and "normal": the classifiers' logits, each with mean 0 and deviation 1
  16 … 63  what texts say and no film of this training shows: side, severity, place, doubt, wording. 0 for films
  64 … 127 the rest of the features' spread (the first principal components, small; the last are 0), for likeness between films

A text's vector has what it claims in 1 … 15 and what else it says in 16 … 63. So cos(film, text) of a phrase of one finding
is the finding's classifier, divided by the film's length; two texts that differ in side or severity differ, too.
"""

import numpy as np

from .phrases import ATTRIBUTE_NAMES, NORMAL_COLUMN

SIZE = 128
CONSTANT = 0
FINDINGS_AT = slice(1, 16)
TEXT_AT = slice(16, 64)
REST_AT = slice(64, 128)
TEXT_DIMENSIONS = TEXT_AT.stop - TEXT_AT.start
WORDING_DIMENSIONS = TEXT_DIMENSIONS - len(ATTRIBUTE_NAMES)
# Absent beside present says less about which films are meant.
ABSENT_BESIDE_PRESENT = 0.35
CLAIMED = 0.8
ATTRIBUTE_SHARE = 0.85
# A text that says the one is so far from saying the other.
OPPOSITES = (("mild", "severe"), ("left", "right"), ("upper", "lower"))
OPPOSED = -0.6


def units(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def text_targets(says: np.ndarray, wording: np.ndarray) -> np.ndarray:
    """
    n × 128, L2-normalised: what each text should become. `says` n × columns of `phrases.py`; `wording` n × k, what a
    sentence encoder makes of the text, its principal components.
    """
    n = len(says)
    target = np.zeros((n, SIZE), np.float32)
    findings = says[:, :NORMAL_COLUMN].copy()
    both = (findings > 0).any(1)
    findings[both] = np.where(findings[both] < 0, -ABSENT_BESIDE_PRESENT, findings[both])
    normal = says[:, NORMAL_COLUMN]
    claims = units(np.concatenate([findings, normal[:, None] * 1.5], 1))
    target[:, FINDINGS_AT] = claims * CLAIMED
    attributes = says[:, NORMAL_COLUMN + 1 :].copy()
    for pair in OPPOSITES:
        one, other = (ATTRIBUTE_NAMES.index(name) for name in pair)
        only_one, only_other = (attributes[:, one] > attributes[:, other]), (attributes[:, other] > attributes[:, one])
        attributes[only_one, other], attributes[only_other, one] = OPPOSED, OPPOSED
    attributes = attributes / np.maximum(np.linalg.norm(attributes, axis=1, keepdims=True), 1)
    words = units(wording[:, :WORDING_DIMENSIONS])
    share = ATTRIBUTE_SHARE * attributes.any(1, keepdims=True)
    said = units(np.concatenate([attributes * share, words * np.sqrt(1 - share**2)], 1))
    target[:, TEXT_AT] = said * np.sqrt(1 - CLAIMED**2 * claims.any(1, keepdims=True))
    return target
