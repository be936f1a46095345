"""Starts the Milvus server of the PyPI package milvus 2.3.5 and stays until it is ended (SIGINT or SIGTERM).

    python scripts/milvusServer.py --data FOLDER [--port 19530] [--approximate] [--password]

Prints one line, "ready http://127.0.0.1:PORT", when its REST API answers. The other ports are free ones of this machine. Exact
unless told otherwise: every film is compared (index FLAT), also while films are being added; the package's own settings keep an
approximate index of new films, which leaves out true hits.
"""

from __future__ import annotations

import argparse
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from milvus import MilvusServer, MilvusServerConfig

BUILD = "autoIndex.params.build"
FLAT = '\'{"index_type": "FLAT", "metric_type": "IP"}\''
HNSW = '\'{"index_type": "HNSW", "metric_type": "IP", "M": 30, "efConstruction": 360}\''


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/vector/collections", timeout=2) as answer:
            return b"200" in answer.read()
    except (OSError, urllib.error.URLError):
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of the server's data, made where it is missing")
    parser.add_argument("--port", type=int, default=19530)
    parser.add_argument("--approximate", action="store_true", help="index HNSW: faster beyond some million films, and not exact")
    parser.add_argument("--password", action="store_true", help="ask for user:password; the first is root:Milvus")
    asked = parser.parse_args()

    config = MilvusServerConfig()
    ports = {name: free_port() for name in config.configurable_items if name.endswith("_port")}
    server = MilvusServer(config, wait_for_started=False, data_dir=asked.data, **{**ports, "proxy_port": asked.port})
    config.set("authorization_enabled", asked.password)
    config.set(BUILD, HNSW if asked.approximate else FLAT)
    config.set("queryNode.segcore.interimIndex.enableIndex", "true" if asked.approximate else "false")
    server.webservice_port = free_port()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.stop()
        sys.exit(0)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        server.start()
    except RuntimeError as error:
        print(f"The server did not start: {error}", file=sys.stderr)
        return 1
    until = time.monotonic() + 180
    while not answers(asked.port):
        if server.server_proc is None or server.server_proc.poll() is not None or time.monotonic() > until:
            print(f"The server did not start; its log is in {asked.data}/logs", file=sys.stderr)
            server.stop()
            return 1
        time.sleep(0.2)
    print(f"ready http://127.0.0.1:{asked.port}", flush=True)
    server.server_proc.wait()
    return 1


if __name__ == "__main__":
    sys.exit(main())
