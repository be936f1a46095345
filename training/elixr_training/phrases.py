"""The texts that the text tower learns from: sentences of the reports with what rules read in them, and phrases built from the lexicon."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .claims import ATTRIBUTES, read_claims, sentences_of
from .errors import DataMissing
from .findings import FINDINGS

LEXICON = Path(__file__).with_name("lexicon.json")
# What a text says, a column each: fourteen findings (1 present, -1 absent), normal, the attributes, doubt.
NORMAL_COLUMN = len(FINDINGS)
ATTRIBUTE_NAMES = (*ATTRIBUTES, "doubt")
COLUMNS = NORMAL_COLUMN + 1 + len(ATTRIBUTE_NAMES)


@dataclass(frozen=True)
class Phrases:
    texts: list[str]
    # n × COLUMNS
    says: np.ndarray
    # n: how often a text is drawn against the others
    weight: np.ndarray


def row_of(present=(), absent=(), normal=False, attributes=()) -> np.ndarray:
    row = np.zeros(COLUMNS, np.float32)
    for finding in absent:
        row[FINDINGS.index(finding)] = -1
    for finding in present:
        row[FINDINGS.index(finding)] = 1
    row[NORMAL_COLUMN] = float(normal)
    for name in attributes:
        row[NORMAL_COLUMN + 1 + ATTRIBUTE_NAMES.index(name)] = 1
    return row


def report_phrases(data: Path) -> Phrases:
    """Errors: DataMissing."""
    path = data / "reports" / "indiana.jsonl"
    if not path.is_file():
        raise DataMissing(f"there are no reports {path}; name the data folder with --data")
    counts: dict[str, int] = {}
    with path.open(encoding="utf8") as file:
        for line in file:
            report = json.loads(line)
            mesh = [term.replace("/", " ").replace(",", "") for term in [*report.get("mesh", []), *report.get("automatic", [])]]
            for text in [*sentences_of(report), *mesh]:
                text = text.lower()
                if text:
                    counts[text] = counts.get(text, 0) + 1
    texts, rows, weight = [], [], []
    for text, count in counts.items():
        claims = read_claims(text)
        attributes = [*claims.attributes, *(["doubt"] if claims.doubt else [])]
        texts.append(text)
        rows.append(row_of(claims.present, claims.absent, claims.normal, attributes))
        weight.append(min(count, 4) ** 0.5 * (0.4 if claims.silent else 2.0 if claims.present else 1.0))
    return Phrases(texts, np.array(rows), np.array(weight))


class PhraseMaker:
    """Draws phrases from the lexicon: finding × wording × denial, doubt, severity, side, place; pairs of findings; normal; neutral."""

    def __init__(self, seed: int):
        self.lexicon = json.loads(LEXICON.read_text(encoding="utf8"))
        self.random = np.random.default_rng(seed)

    def pick(self, choices):
        return choices[int(self.random.integers(len(choices)))]

    def qualified(self, words: str) -> tuple[str, list[str]]:
        """The words with side, severity, place or time before them, and what was added."""
        attributes: list[str] = [name for name in read_claims(words).attributes]
        if words.startswith(("the ", "no ")) or " is " in words or " are " in words:
            return words, attributes
        before = []
        for group, chance in (("numbers", 0.05), ("times", 0.1), ("severities", 0.3), ("sides", 0.3), ("places", 0.12)):
            if self.random.random() < chance:
                name = self.pick(list(self.lexicon[group]))
                before.append(self.pick(self.lexicon[group][name]))
                attributes.append(name)
        return " ".join([*before, words]), attributes

    def finding(self, finding: str) -> tuple[str, np.ndarray]:
        words = self.pick(self.lexicon["findings"][finding])
        kind = self.random.random()
        if kind < 0.5:
            words, attributes = self.qualified(words)
            fits = [t for t in self.lexicon["present"] if " is " not in words or t == "{x}"]
            return self.pick(fits).format(x=words), row_of([finding], attributes=attributes)
        if kind < 0.6:
            words, attributes = self.qualified(words)
            return self.pick(self.lexicon["doubtful"]).format(x=words), row_of([finding], attributes=[*attributes, "doubt"])
        others = {"Cardiomegaly": self.lexicon["absentHeart"], "Effusion": self.lexicon["absentEffusion"], **self.lexicon["absentOthers"]}
        if kind < 0.7 and finding in others:
            return self.pick(others[finding]), row_of(absent=[finding])
        if " is " in words:
            words = self.lexicon["findings"][finding][0]
        return self.pick(self.lexicon["absent"]).format(x=words), row_of(absent=[finding])

    def pair(self) -> tuple[str, np.ndarray]:
        first, second = (FINDINGS[int(at)] for at in self.random.choice(len(FINDINGS), 2, replace=False))
        a, b = (self.lexicon["findings"][name] for name in (first, second))
        a, b = (self.pick([w for w in words if " is " not in w]) for words in (a, b))
        kind = self.random.random()
        if kind < 0.5:
            return self.pick(["{a} and {b}", "{a} with {b}", "{a}, {b}", "{a} as well as {b}"]).format(a=a, b=b), row_of([first, second])
        if kind < 0.8:
            return self.pick(["{a} without {b}", "{a} but no {b}", "{a}, no {b}", "{a} in the absence of {b}"]).format(a=a, b=b), row_of([first], [second])
        return self.pick(["no {a} or {b}", "no {a}, no {b}", "neither {a} nor {b}", "without {a} or {b}"]).format(a=a, b=b), row_of(absent=[first, second])

    def made(self, count: int) -> Phrases:
        """`count` different phrases; the bare words of every finding, normal and neutral phrases are always among them."""
        kept: dict[str, np.ndarray] = {}
        for finding, words in self.lexicon["findings"].items():
            for word in words:
                kept[word] = row_of([finding], attributes=read_claims(word).attributes)
                if " is " not in word:
                    kept["no " + word] = row_of(absent=[finding])
        kept.update({text: row_of(normal=True) for text in self.lexicon["normal"]})
        kept.update({text: row_of() for text in self.lexicon["neutral"]})
        bare = len(kept)
        while len(kept) < max(count, bare):
            text, row = self.pair() if self.random.random() < 0.15 else self.finding(self.pick(FINDINGS))
            kept.setdefault(text, row)
        weight = np.ones(len(kept))
        weight[:bare] = 3
        return Phrases(list(kept), np.array(list(kept.values())), weight)


def all_phrases(data: Path, made: int, seed: int) -> Phrases:
    """Reports and lexicon together; the lexicon's reading of a text wins, and both halves weigh the same."""
    reports, lexicon = report_phrases(data), PhraseMaker(seed).made(made)
    known = set(lexicon.texts)
    only = [at for at, text in enumerate(reports.texts) if text not in known]
    return Phrases(
        [*(reports.texts[at] for at in only), *lexicon.texts],
        np.concatenate([reports.says[only], lexicon.says]),
        np.concatenate([reports.weight[only] / reports.weight[only].sum(), lexicon.weight / lexicon.weight.sum()]),
    )
