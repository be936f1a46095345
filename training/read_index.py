"""Reads an index that the app has exported: embeddings and token maps of films as NumPy arrays.

    from read_index import read_index
    index = read_index("elixr-web-index.elxe")
    index.film_ids, index.pooled, index.tokens      # n ids, n x size, n x tokens x size

    python3 training/read_index.py elixr-web-index.elxe [--npz OUT.npz]

docs/search.md describes the format. A record whose checksum does not fit is left out and counted. Needs NumPy.
"""

from __future__ import annotations

import argparse
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAGIC = 0x45584C45
VERSION = 2
HEADER_BYTES = 512


class IndexFileError(Exception):
    """The file is no index of this version; the message says why."""


@dataclass(frozen=True)
class Index:
    model_id: str
    preprocessing_version: int
    film_ids: list[str]
    """SHA-256 of each film's file, 64 hex digits."""
    pooled: np.ndarray
    """float32, films x size, L2-normalised."""
    tokens: np.ndarray
    """float32, films x tokens x size; NaN where a film has no token map."""
    damaged: int


def read_index(path: str | Path) -> Index:
    data = Path(path).read_bytes()
    if len(data) < HEADER_BYTES or struct.unpack_from("<I", data)[0] != MAGIC:
        raise IndexFileError("this is no index file")
    _, version, size, token_count, header_bytes, record_bytes, token_bytes, preprocessing, count = struct.unpack_from("<9I", data)
    if version != VERSION:
        raise IndexFileError(f"format version {version}; this reader knows {VERSION}")
    if zlib.crc32(data[:508]) != struct.unpack_from("<I", data, 508)[0]:
        raise IndexFileError("the header is damaged")
    model_id_bytes = struct.unpack_from("<I", data, 44)[0]
    model_id = data[48 : 48 + model_id_bytes].decode()

    film_ids: list[str] = []
    pooled: list[np.ndarray] = []
    tokens: list[np.ndarray] = []
    damaged = 0
    tokens_from = header_bytes + count * record_bytes
    for row in range(count):
        record = data[header_bytes + row * record_bytes : header_bytes + (row + 1) * record_bytes]
        if len(record) < record_bytes or zlib.crc32(record[4:]) != struct.unpack_from("<I", record)[0]:
            damaged += 1
            continue
        if struct.unpack_from("<I", record, 4)[0] != 1:
            continue
        film_id = record[32:64].hex()
        film_ids.append(film_id)
        pooled.append(np.frombuffer(record, "<f4", size, record_bytes - 4 * size))
        start = tokens_from + row * token_bytes
        tokens.append(_read_tokens(data[start : start + token_bytes], film_id, size, token_count) if token_bytes else _no_tokens(size, token_count))
    return Index(
        model_id,
        preprocessing,
        film_ids,
        np.stack(pooled) if pooled else np.zeros((0, size), np.float32),
        np.stack(tokens) if tokens else np.zeros((0, token_count, size), np.float32),
        damaged,
    )


def _no_tokens(size: int, token_count: int) -> np.ndarray:
    return np.full((token_count, size), np.nan, np.float32)


def _read_tokens(record: bytes, film_id: str, size: int, token_count: int) -> np.ndarray:
    length = 4 * size * token_count
    floats_at = len(record) - length
    if floats_at < 64 or record[8:40].hex() != film_id or zlib.crc32(record[floats_at:]) != struct.unpack_from("<I", record, 4)[0]:
        return _no_tokens(size, token_count)
    return np.frombuffer(record, "<f4", size * token_count, floats_at).reshape(token_count, size)


def main() -> None:
    parser = argparse.ArgumentParser(description="Says what an exported index holds.")
    parser.add_argument("index", type=Path)
    parser.add_argument("--npz", type=Path, help="also write its arrays here")
    arguments = parser.parse_args()
    try:
        index = read_index(arguments.index)
    except IndexFileError as error:
        raise SystemExit(f"{arguments.index}: {error}") from None
    with_tokens = int(np.isfinite(index.tokens).all(axis=(1, 2)).sum())
    print(f"model {index.model_id}, preprocessing {index.preprocessing_version}")
    print(f"{len(index.film_ids)} films, {index.pooled.shape[1]} values each, {with_tokens} with token maps, {index.damaged} damaged records")
    if arguments.npz:
        np.savez(arguments.npz, film_ids=np.array(index.film_ids), pooled=index.pooled, tokens=index.tokens)


if __name__ == "__main__":
    main()
