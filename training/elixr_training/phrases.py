"""The texts that the text tower learns from: sentences of the reports with what rules read in them, and phrases built from the lexicon."""

import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from .claims import ATTRIBUTES, read_claims, sentences_of
from .errors import DataMissing
from .findings import FINDINGS

HERE = Path(__file__).parent

LEXICON = HERE / "lexicon.json"
GRAMMAR = HERE / "phrase_grammar.json"
REPORTS_SHARE = 0.3
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


def report_phrases(data: Path, withhold: tuple[str, ...] = ()) -> Phrases:
    """Without the sentences that name a withheld finding. Errors: DataMissing."""
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
    reserved = measured_texts()
    for text, count in counts.items():
        claims = read_claims(text)
        if (claims.present | claims.absent).intersection(withhold) or text in reserved:
            continue
        attributes = [*claims.attributes, *(["doubt"] if claims.doubt else [])]
        texts.append(text)
        rows.append(row_of(claims.present, claims.absent, claims.normal, attributes))
        weight.append(min(count, 4) ** 0.5 * (0.4 if claims.silent else 2.0 if claims.present else 1.0))
    return Phrases(texts, np.array(rows), np.array(weight))


@dataclass(frozen=True)
class Words:
    """One way to name a finding. A noun fits after "no"; a clause stands alone."""

    text: str
    noun: bool
    attributes: frozenset[str]


SIDES, SEVERITIES = ("left", "right", "bilateral"), ("mild", "moderate", "severe")


def expansions(parts: list[list[str]]) -> list[str]:
    return [" ".join(word for word in words if word) for words in product(*parts)]


class PhraseMaker:
    """Draws phrases: finding × wording × denial, doubt, severity, side, place, report style; two findings; normal; neutral."""

    def __init__(self, seed: int, withhold: tuple[str, ...] = ()):
        self.lexicon, self.grammar = (json.loads(path.read_text(encoding="utf8")) for path in (LEXICON, GRAMMAR))
        self.random = np.random.default_rng(seed)
        self.reserved = measured_texts()
        self.findings = [finding for finding in FINDINGS if finding not in withhold]
        self.words: dict[str, list[list[Words]]] = {finding: [] for finding in self.findings}
        self.absent: dict[str, list[list[str]]] = {finding: [] for finding in self.findings}
        for finding in self.findings:
            listed = self.lexicon["findings"][finding]
            for noun in (True, False):
                self.words[finding].append([words_of(text, noun) for text in listed if (" is " in text) != noun])
        for rule in self.grammar["rules"]:
            if rule["finding"] in self.words:
                texts = expansions(rule["parts"])
                if rule["form"] == "absent":
                    self.absent[rule["finding"]].append(texts)
                else:
                    self.words[rule["finding"]].append([words_of(text, rule["form"] == "noun") for text in texts])
        others = {"Cardiomegaly": self.lexicon["absentHeart"], "Effusion": self.lexicon["absentEffusion"], **self.lexicon["absentOthers"]}
        for finding, texts in others.items():
            if finding in self.absent:
                self.absent[finding].append(texts)
        for finding in self.findings:
            self.words[finding] = [rule for rule in self.words[finding] if rule]

    def pick(self, choices):
        return choices[int(self.random.integers(len(choices)))]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def noun(self, finding: str) -> Words:
        return self.pick([w for w in self.pick([rule for rule in self.words[finding] if rule[0].noun])])

    def qualified(self, words: Words) -> tuple[str, set[str]]:
        """The words with number, time, place, severity and side, and what they say then."""
        text, attributes = words.text, set(words.attributes)
        if not words.noun:
            return text, attributes
        for group, share in (("numbers", 0.03), ("times", 0.06), ("places", 0.08)):
            name = self.pick(list(self.lexicon[group]))
            if self.chance(share) and name not in attributes:
                text = f"{self.pick(self.lexicon[group][name])} {text}"
                attributes.add(name)
        if self.chance(0.35) and not attributes.intersection(SEVERITIES):
            name = self.pick(("mild", "severe", "mild", "severe", "moderate"))
            form = self.pick(self.grammar["severityPairs"]) if self.chance(0.25) else "{s} {x}"
            text = form.format(s=self.pick(self.grammar["severityWords"][name]), x=text)
            attributes.add(name)
        if self.chance(0.3) and not attributes.intersection(SIDES):
            name = self.pick(("left", "right", "left", "right", "bilateral"))
            text = self.pick(self.grammar["sideWords"][name]).format(x=text)
            attributes.add(name)
        return text, attributes

    def finding(self, finding: str) -> tuple[str, np.ndarray]:
        kind = self.random.random()
        if kind < 0.62:
            text, attributes = self.qualified(words := self.pick(self.pick(self.words[finding])))
            if words.noun and kind > 0.2:
                text = self.pick(self.pick((self.lexicon["present"], self.grammar["report"]))).format(x=text)
            return text, row_of([finding], attributes=attributes)
        if kind < 0.7:
            text, attributes = self.qualified(self.noun(finding))
            return self.pick(self.lexicon["doubtful"]).format(x=text), row_of([finding], attributes=[*attributes, "doubt"])
        if kind < 0.78 and self.absent[finding]:
            return self.pick(self.pick(self.absent[finding])), row_of(absent=[finding])
        return self.pick(self.pick((self.grammar["denials"], self.lexicon["absent"]))).format(x=self.noun(finding).text), row_of(absent=[finding])

    def pair(self) -> tuple[str, np.ndarray]:
        first, second = (self.findings[int(at)] for at in self.random.choice(len(self.findings), 2, replace=False))
        a, b = self.noun(first), self.noun(second)
        kind = self.random.random()
        if kind < 0.5:
            return self.pick(self.grammar["both"]).format(a=a.text, b=b.text), row_of([first, second], attributes=a.attributes | b.attributes)
        if kind < 0.8:
            return self.pick(self.grammar["one"]).format(a=a.text, b=b.text), row_of([first], [second], attributes=a.attributes)
        return self.pick(self.grammar["neither"]).format(a=a.text, b=b.text), row_of(absent=[first, second])

    def made(self, count: int) -> Phrases:
        """`count` different phrases; the bare words of every finding, normal and neutral phrases are always among them."""
        kept: dict[str, np.ndarray] = {}
        for finding in self.findings:
            for rule in self.words[finding]:
                for words in rule[:60]:
                    kept[words.text] = row_of([finding], attributes=words.attributes)
                    if words.noun and len(rule) < 60:
                        kept["no " + words.text] = row_of(absent=[finding])
        kept.update({text: row_of(normal=True) for text in (*self.lexicon["normal"], *self.grammar["normal"])})
        kept.update({text: row_of() for text in (*self.lexicon["neutral"], *self.grammar["neutral"])})
        kept = {text: row for text, row in kept.items() if text not in self.reserved}
        bare = len(kept)
        while len(kept) < max(count, bare):
            text, row = self.pair() if self.chance(0.25) else self.finding(self.pick(self.findings))
            if text not in self.reserved:
                kept.setdefault(text, row)
        weight = np.ones(len(kept))
        weight[:bare] = 2
        return Phrases(list(kept), np.array(list(kept.values())), weight)


def read_json(name: str):
    return json.loads((HERE / name).read_text(encoding="utf8"))


def words_of(text: str, noun: bool) -> Words:
    return Words(text, noun, read_claims(text).attributes)


def measured_texts() -> set[str]:
    """Texts that something is measured with: never trained on."""
    halves = [half for half in read_json("typed_phrases.json").values() if isinstance(half, dict)]
    typed = {text.lower() for half in halves for texts in half.values() for text in texts}
    return typed | {pair[part].lower() for pair in read_json("phrase_pairs.json") for part in ("phrase", "same", "different")}


def all_phrases(data: Path, made: int, seed: int, withhold: tuple[str, ...] = ()) -> Phrases:
    """Reports and made phrases together; where both have a text, the maker's reading wins."""
    reports, maker = report_phrases(data, withhold), PhraseMaker(seed, withhold).made(made)
    known = set(maker.texts)
    only = [at for at, text in enumerate(reports.texts) if text not in known]
    if withhold:
        named = [bool((read_claims(text).present | read_claims(text).absent).intersection(withhold)) for text in maker.texts]
        keep = [at for at, found in enumerate(named) if not found]
        maker = Phrases([maker.texts[at] for at in keep], maker.says[keep], maker.weight[keep])
    return Phrases(
        [*(reports.texts[at] for at in only), *maker.texts],
        np.concatenate([reports.says[only], maker.says]),
        np.concatenate([REPORTS_SHARE * reports.weight[only] / reports.weight[only].sum(), (1 - REPORTS_SHARE) * maker.weight / maker.weight.sum()]),
    )
