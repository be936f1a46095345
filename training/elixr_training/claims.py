"""What a sentence of a report says: findings present or absent, whether in doubt, on which side, how severe, where. By rules."""

import re
from dataclasses import dataclass

from .findings import FINDINGS

NAMED = {
    "Atelectasis": r"atelecta|volume loss|loss of volume|collapse(d)?\b|under-?inflat|plate-?like",
    "Cardiomegaly": r"cardiomegaly|megalocardia|cardiac enlargement|(heart|cardiac|cardiomediastinal|cardiopericardial)[^.;]*\b(enlarge\w*|large|big|prominen\w*|increased|dilated|widened|wide)\b"
    r"|\b(enlarge\w*|big|large|dilated|oversized)\b( \w+){0,2} (heart|cardiac|cardio\w+)|cardiothoracic ratio",
    "Effusion": r"effusion|hydrothorax|(pleural|costophrenic)[^.;]*\b(fluid|liquid|blunt\w*|obscur\w*)|\b(fluid|liquid|blunt\w*|obscur\w*)[^.;]*(pleura|costophrenic)|empyema|hemothorax|thickened or fluid",
    "Infiltration": r"infiltrat|air ?-?space (disease|opacit|process|density)|(interstitial|patchy|hazy|ill-defined|alveolar|ground.?glass) (\w+ )?(opacit|densit|marking|shadowing)|opacification",
    "Mass": r"\bmass(es)?\b|mass-?like|tumou?r|neoplas|malignan|carcinoma|\bcancer",
    "Nodule": r"nodul|granuloma|coin lesion|small round (opacit|lesion|densit)",
    "Pneumonia": r"pneumonia|infectious process|(lung|pulmonary|chest) infection|bronchopneumon|pneumonitis",
    "Pneumothorax": r"pneumothora|collapsed lung|air in the pleural|pleural air",
    "Consolidation": r"consolidat|air bronchogram|lobar opacit",
    "Edema": r"o?edema|(vascular|pulmonary|venous) (\w+ )?congestion|congested|kerley|heart failure|\bchf\b|(fluid|volume) overload|venous hypertension|cephalization|engorge",
    "Emphysema": r"emphysem|hyper-?inflat|hyper-?expan|hyper-?lucen|over-?inflat|over-?expan|flatten\w*[^.;]*diaphragm|diaphragm\w*[^.;]*flatten|\bcopd\b|chronic obstructive|\bbulla|bullous|air trapping",
    "Fibrosis": r"fibro(sis|tic)|interstitial lung disease|\bscar|honeycomb|reticul",
    "Pleural_Thickening": r"(pleura\w*|apical)[^.;]*(thicken|scar|plaque|\bcap)|thicken\w*[^.;]*pleura",
    "Hernia": r"hernia|intrathoracic stomach",
}
# Words between a cue and a finding that end the cue's reach.
TURNS = r";|\bbut\b|\bhowever\b|\balthough\b|\bexcept\b|\bthere (?:is|are) (?=a\b|mild|small|moderate|large|stable|minimal)"
ABSENT_BEFORE = re.compile(
    r"\b(no|without|negative for|free of|clear of|free from|absence of|absent|lack of|not|neither|nor|denies|rather than|resolved|resolution of|cleared|clearing of|unlikely|exclude|excludes|excluded|rule out|r/o|ruled out|fails? to|never|nothing)\b"
)
ABSENT_AFTER = re.compile(
    r"^[\w ,/-]{0,40}?\b(not (seen|identified|evident|visuali[sz]ed|present|demonstrated|appreciated|found|observed|enlarged)|(is|are|was|were|has|have|been) (now )?(absent|resolved|cleared|excluded|ruled out)|is no longer|are no longer|unlikely|has cleared|absent)\b"
)
DOUBT = re.compile(r"\b(may|might|could|cannot|can not|possibl\w*|probabl\w*|suggest\w*|question\w*|suspected|suspicion|likely|versus|vs|or|borderline|equivocal|concern\w*)\b")
NORMAL_HEART = re.compile(r"(heart|cardiac|cardiomediastinal|cardiac silhouette)[^.;]*(normal|unremarkable|not enlarged|within limits)|normal(-sized)? (heart|cardiac|cardio)")
NORMAL = re.compile(
    r"\bno (acute|active|evidence of (acute|active)|radiographic evidence of|convincing|definite|significant|focal)[\w ,/-]*(cardiopulmonary|pulmonary|disease|abnormal|process|finding|chest|cardiac|cardiothoracic|intrathoracic|airspace|lung)"
    r"|\b(normal|unremarkable|negative|clear)\b[\w ]{0,20}\b(chest|exam\w*|study|radiograph|x-?ray|film|lungs?)\b|\b(chest|exam\w*|study|radiograph|x-?ray|film)\b[\w ]* (normal|unremarkable|negative|clear)|\blungs?\b[^.;]*\bclear\b"
    r"|no (abnormalit|disease|acute disease|finding)|healthy"
)
ATTRIBUTES = {
    "left": r"\bleft\b",
    "right": r"\bright\b",
    "bilateral": r"\bbilateral|\bbibasilar|\bboth\b|\bbiapical|\bbibasal",
    "mild": r"\b(mild\w*|small|minimal\w*|minor|slight\w*|trace|tiny|little|subtle|faint|minimally)\b",
    "moderate": r"\b(moderate\w*|medium)\b",
    "severe": r"\b(severe\w*|large|marked\w*|massive|extensive|gross\w*|significant|huge|substantial|major|advanced)\b",
    "upper": r"\b(upper|apical|apex|apices|biapical|suprahilar)\b",
    "lower": r"\b(lower|basilar|base|bases|bibasilar|basal|bibasal|infrahilar|costophrenic)\b",
    "middle": r"\b(middle|mid|lingula\w*|perihilar|hilar|central\w*)\b",
    "chronic": r"\b(chronic\w*|old|unchanged|stable|previous|prior|calcified)\b",
    "acute": r"\b(acute\w*|new|interval|increas\w*|worsen\w*|progress\w*)\b",
    "many": r"\b(multiple|several|numerous|scattered|diffuse\w*)\b",
}
_named = {finding: re.compile(pattern) for finding, pattern in NAMED.items()}
_attributes = {name: re.compile(pattern) for name, pattern in ATTRIBUTES.items()}


@dataclass(frozen=True)
class Claims:
    present: frozenset[str]
    absent: frozenset[str]
    normal: bool
    doubt: bool
    attributes: frozenset[str]

    @property
    def silent(self) -> bool:
        return not (self.present or self.absent or self.normal)


def read_claims(sentence: str) -> Claims:
    """Claims of one sentence. A finding that is both denied and stated counts as stated."""
    text = sentence.lower().strip()
    present, absent = set(), set()
    for finding in FINDINGS:
        for match in _named[finding].finditer(text):
            clause = re.split(TURNS, text[: match.start()])[-1]
            denied = ABSENT_BEFORE.search(clause) or ABSENT_AFTER.search(text[match.end() :])
            (absent if denied else present).add(finding)
    if NORMAL_HEART.search(text) and "Cardiomegaly" not in present and not re.search(r"upper limits|borderline", text):
        absent.add("Cardiomegaly")
    absent -= present
    normal = not present and bool(NORMAL.search(text))
    doubt = bool(present) and bool(DOUBT.search(text))
    attributes = frozenset(name for name, pattern in _attributes.items() if pattern.search(text)) if present or not (absent or normal) else frozenset()
    return Claims(frozenset(present), frozenset(absent), normal, doubt, attributes)


def sentences_of(report: dict) -> list[str]:
    """Sentences of the findings and the impression, without masks and list numbers."""
    found = []
    for part in ("findings", "impression"):
        for sentence in re.split(r"(?<=[.;])\s+|\n", report.get(part) or ""):
            sentence = re.sub(r"^\d+\.\s*", "", sentence).strip()
            if 6 < len(sentence) < 200 and sentence.count("XXXX") < 3:
                found.append(re.sub(r"\s+", " ", sentence.replace("XXXX", "")).strip(" .;,"))
    return found
