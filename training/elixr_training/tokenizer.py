"""The app's tokenizer: lower case, trailing full stops dropped, runs of letters and digits or single other characters, greedy WordPiece."""

import re
from collections.abc import Iterable
from pathlib import Path

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
MAX_TOKENS = 64


class Tokenizer:
    def __init__(self, pieces: list[str]):
        self.pieces = pieces
        self.ids = {piece: at for at, piece in enumerate(pieces)}

    @classmethod
    def read(cls, path: Path) -> "Tokenizer":
        return cls([line for line in path.read_text(encoding="utf8").split("\n") if line])

    def split(self, text: str) -> list[str]:
        return re.findall(r"[a-z0-9]+|[^\sa-z0-9]", text.lower().strip().rstrip("."))

    def word(self, word: str) -> list[int]:
        ids, start = [], 0
        while start < len(word):
            end = len(word)
            while end > start and ("##" if start else "") + word[start:end] not in self.ids:
                end -= 1
            if end == start:
                return [self.ids["[UNK]"]]
            ids.append(self.ids[("##" if start else "") + word[start:end]])
            start = end
        return ids

    def encode(self, text: str) -> list[int]:
        """Ids with [CLS] and [SEP], cut at 64."""
        ids = [at for word in self.split(text) for at in self.word(word)]
        return [self.ids["[CLS]"], *ids[: MAX_TOKENS - 2], self.ids["[SEP]"]]


def pruned(pieces: list[str], texts: Iterable[str], commonest: int) -> list[int]:
    """
    Ids to keep: special pieces, what `texts` use, single characters, short continuations, so that any ASCII word can be
    spelt, and the `commonest` first whole words of the vocabulary (it is in order of frequency).
    """
    whole = Tokenizer(pieces)
    used = {at for text in texts for at in whole.encode(text)}
    first_word = next(at for at, piece in enumerate(pieces) if piece == "the")
    return [
        at
        for at, piece in enumerate(pieces)
        if piece in SPECIAL
        or at in used
        or (piece.isascii() and len(piece.removeprefix("##")) <= (2 if piece.startswith("##") else 1) and not piece.startswith("["))
        or (piece.isascii() and piece.isalpha() and first_word <= at < first_word + commonest)
    ]
