"""Fills a Milvus server with an index that the app has exported, into the collection that the app looks for.

    python3 training/fill_milvus.py elixr-web-index.elxe --url http://127.0.0.1:19530 [--facts FACTS.csv] [--collection NAME]

FACTS.csv has a header and a row a film: film (SHA-256 of its file, 64 hex digits), sex, age, view, modality, date (YYYYMMDD). A film
without a row, and an empty cell, passes no filter that asks for it. Films that the server has already are not sent again, so that a
broken run is simply run again. A password is taken from the environment, MILVUS_KEY=user:password. Needs NumPy.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from read_index import Index, IndexFileError, read_index

FILMS_OF_INSERT = 500
FILMS_OF_QUERY = 2000
NOT_FOUND = {4, 100}
"""Milvus's codes of a collection that is not there: of 2.3, and of 2.4 on."""


class ServerError(Exception):
    """The server cannot be filled; the message says why."""


class Server:
    def __init__(self, url: str, key: str) -> None:
        self.base = url.rstrip("/") + "/v1/vector/"
        self.headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """`data` of the answer; None where the collection is not there."""
        request = urllib.request.Request(self.base + path, None if body is None else json.dumps(body).encode(), self.headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                found = json.load(answer)
        except (OSError, ValueError) as error:
            raise ServerError(f"{path}: {error}") from None
        code = found.get("code")
        if code in NOT_FOUND:
            return None
        if code not in (0, 200):
            raise ServerError(f"{path}: {code} {found.get('message', '')}")
        return found.get("data")


def collection_of(index: Index) -> str:
    return f"elixr_{re.sub(r'[^0-9A-Za-z_]', '_', index.model_id)}_p{index.preprocessing_version}"


def open_collection(server: Server, name: str, index: Index) -> None:
    """Makes it where it is not there; refuses one of another size, metric or model."""
    size = index.pooled.shape[1]
    description = f"elixr-web 1; model {index.model_id}; preprocessing {index.preprocessing_version}"
    found = server.call(f"collections/describe?collectionName={name}")
    if found is None:
        server.call("collections/create", {"collectionName": name, "dimension": size, "metricType": "IP", "primaryField": "id", "vectorField": "vector", "description": description})
        return
    fits = (
        found.get("description") == description
        and found.get("enableDynamicField") is True
        and any(field.get("name") == "vector" and field.get("type") == f"FloatVector({size})" for field in found.get("fields", []))
        and any(each.get("metricType") == "IP" for each in found.get("indexes", []))
    )
    if not fits:
        raise ServerError(f"the collection {name} is not of this app and model; nothing was changed")


def read_facts(path: Path | None) -> dict[str, dict[str, Any]]:
    facts: dict[str, dict[str, Any]] = {}
    if path is None:
        return facts
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if "film" not in (rows.fieldnames or []):
            raise ServerError(f"{path} has no column named film")
        for row in rows:
            said = {name: (row.get(name) or "").strip().upper() for name in ("sex", "view", "modality", "date")}
            age = (row.get("age") or "").strip()
            facts[(row["film"] or "").strip().lower()] = {**said, **({"age": int(age)} if age.isdigit() else {})}
    return facts


def fill(server: Server, name: str, index: Index, facts: dict[str, dict[str, Any]]) -> tuple[int, int]:
    """Sends what is missing. Returns how many films were sent, and how many were there."""
    nothing = {"sex": "", "view": "", "modality": "", "date": ""}
    sent = there = 0
    for start in range(0, len(index.film_ids), FILMS_OF_QUERY):
        films = index.film_ids[start : start + FILMS_OF_QUERY]
        rows = server.call("query", {"collectionName": name, "filter": f"film in {json.dumps(films)}", "outputFields": ["film"], "limit": 16384}) or []
        known = {row["film"] for row in rows}
        missing = [at for at, film in enumerate(films, start) if film not in known]
        there += len(films) - len(missing)
        for first in range(0, len(missing), FILMS_OF_INSERT):
            some = missing[first : first + FILMS_OF_INSERT]
            data = [{"film": index.film_ids[at], **facts.get(index.film_ids[at], nothing), "vector": index.pooled[at].tolist()} for at in some]
            server.call("insert", {"collectionName": name, "data": data})
            sent += len(some)
            print(f"\r{sent + there} of {len(index.film_ids)} films", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return sent, there


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:19530")
    parser.add_argument("--facts", type=Path)
    parser.add_argument("--collection", default="", help="default: named after the model, as the app names it")
    asked = parser.parse_args()
    try:
        index = read_index(asked.index)
        server = Server(asked.url, os.environ.get("MILVUS_KEY", ""))
        name = asked.collection or collection_of(index)
        open_collection(server, name, index)
        sent, there = fill(server, name, index, read_facts(asked.facts))
    except (IndexFileError, ServerError, OSError) as error:
        raise SystemExit(f"{error}") from None
    print(f"{name}: {sent} films sent, {there} were there, {index.damaged} records of the file damaged")


if __name__ == "__main__":
    main()
