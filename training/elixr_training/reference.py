"""
The shipped model read back from its folder and run in plain PyTorch, sharing no code with training: what the browser is
proven against. `film` takes a display grey of any size, `text` a phrase.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from .films import effective
from .image_tower import network_input
from .model_files import read_tensors
from .tokenizer import Tokenizer


class Reference:
    def __init__(self, folder: Path):
        self.card = json.loads((folder / "card.json").read_text(encoding="utf8"))
        self.image = read_tensors(folder / self.card["image"]["file"])
        self.laid_out: dict[str, torch.Tensor] = {}
        self.text_weights = read_tensors(folder / self.card["text"]["file"])
        self.tokenizer = Tokenizer.read(folder / self.card["text"]["vocabulary"])

    def convolve(self, x: torch.Tensor, name: str, stride: int = 1, *, depthwise: bool = False, linear: bool = False) -> torch.Tensor:
        weight = self.weight_of(name, depthwise)
        side, kernel = x.shape[-1], weight.shape[-1]
        padding = max((-(-side // stride) - 1) * stride + kernel - side, 0)
        before, after = padding // 2, padding - padding // 2
        if before != after:
            x = functional.pad(x, (before, after, before, after))
        y = functional.conv2d(x, weight, self.image[f"{name}.bias"], stride, before if before == after else 0, groups=x.shape[1] if depthwise else 1)
        return y if linear else y.clamp_(0, 6)

    def weight_of(self, name: str, depthwise: bool) -> torch.Tensor:
        """[out, in, kh, kw], laid out as the films are."""
        if name not in self.laid_out:
            weight = self.image[f"{name}.weight"]
            weight = weight.permute(2, 3, 0, 1) if depthwise else weight.permute(3, 2, 0, 1)
            self.laid_out[name] = weight.contiguous(memory_format=torch.channels_last)
        return self.laid_out[name]

    @torch.no_grad()
    def tokens(self, inputs: torch.Tensor) -> torch.Tensor:
        """n × 1 × side × side → n × rows × columns × 128; with the mirrored film's tokens, mirrored back, where the card says so."""
        tokens = self.tokens_once(inputs)
        return (tokens + self.tokens_once(inputs.flip(3)).flip(2)) / 2 if self.card["image"].get("mirrored") else tokens

    def tokens_once(self, inputs: torch.Tensor) -> torch.Tensor:
        description = self.card["image"]
        fine_head = description.get("fineHead")
        x, tap = self.convolve(inputs, "stem", description["stem"]["stride"]), None
        for at, block in enumerate(description["blocks"]):
            y = self.convolve(x, f"blocks.{at}.expand") if block["expand"] else x
            y = self.convolve(y, f"blocks.{at}.depthwise", block["stride"], depthwise=True)
            y = self.convolve(y, f"blocks.{at}.project", linear=True)
            x = x + y if block["residual"] else y
            if fine_head and at == fine_head["block"]:
                tap = x
        project = lambda grid, name: grid.permute(0, 2, 3, 1) @ self.image[f"{name}.weight"]  # noqa: E731
        tokens = project(self.convolve(x, "head"), "projection") + self.image["projection.bias"]
        if tap is None:
            return tokens
        fine = project(self.convolve(tap, "head16"), "projection16")
        times = fine.shape[1] // tokens.shape[1]
        return fine + tokens.repeat_interleave(times, 1).repeat_interleave(times, 2)

    def embed(self, inputs: torch.Tensor) -> torch.Tensor:
        return functional.normalize(self.tokens(inputs).mean((1, 2)), dim=-1)

    def films(self, grey: np.ndarray) -> torch.Tensor:
        """n × 128 × 128 at the effective resolution → n × 128."""
        side = self.card["inputSize"]
        return torch.cat([self.embed(network_input(torch.from_numpy(grey[at : at + 64]), side)) for at in range(0, len(grey), 64)])

    def input_of(self, grey: np.ndarray) -> torch.Tensor:
        """A film's display grey, 0 … 1, of any size → 1 × 1 × side × side."""
        brought = effective(grey, self.card["effectiveResolution"])
        return network_input(torch.from_numpy(brought)[None], self.card["inputSize"])

    def film(self, grey: np.ndarray) -> torch.Tensor:
        """A film's display grey → 128."""
        return self.embed(self.input_of(grey))[0]

    def dense(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return x @ self.text_weights[f"{name}.weight"] + self.text_weights[f"{name}.bias"]

    def norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(x, x.shape[-1:], self.text_weights[f"{name}.gamma"], self.text_weights[f"{name}.beta"], 1e-12)

    @torch.no_grad()
    def text(self, phrase: str) -> torch.Tensor:
        ids, heads = self.tokenizer.encode(phrase), self.card["text"]["heads"]
        x = self.norm(self.text_weights["embeddings.word"][ids] + self.text_weights["embeddings.position"][: len(ids)], "embeddings.norm")
        for at in range(self.card["text"]["layers"]):
            split = lambda y: y.view(len(ids), heads, -1).transpose(0, 1)  # noqa: E731
            query, key, value = (split(self.dense(x, f"layers.{at}.{part}")) for part in ("query", "key", "value"))
            weights = (query @ key.transpose(1, 2) / query.shape[-1] ** 0.5).softmax(-1)
            mixed = (weights @ value).transpose(0, 1).reshape(len(ids), -1)
            x = self.norm(x + self.dense(mixed, f"layers.{at}.output"), f"layers.{at}.norm1")
            x = self.norm(x + self.dense(functional.gelu(self.dense(x, f"layers.{at}.up")), f"layers.{at}.down"), f"layers.{at}.norm2")
        sentence = functional.normalize(x.mean(0), dim=-1)
        return functional.normalize(self.dense(functional.gelu(self.dense(sentence, "projection.0")), "projection.1"), dim=-1)

    def texts(self, phrases: list[str]) -> torch.Tensor:
        return torch.stack([self.text(phrase) for phrase in phrases])

    def direction(self, positive: list[str], negative: list[str]) -> torch.Tensor:
        """Mean of the positive prompts minus mean of the negative ones: dotted with an embedding, the score."""
        return self.texts(positive).mean(0) - self.texts(negative).mean(0)
