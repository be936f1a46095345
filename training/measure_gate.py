"""How the shipped gate does on films of `test`, kind by kind, as a table. `python measure_gate.py --help`."""

import argparse
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared"))
    parser.add_argument("--data", type=Path, default=shared / "data")
    parser.add_argument("--work", type=Path, default=HERE / ".cache" / "work", help="where prepared films are kept (default: %(default)s)")
    parser.add_argument("--gate", type=Path, default=HERE.parent / "public" / "models" / "gate")
    options = parser.parse_args()
    from elixr_training.gate_films import load_chest_films
    from elixr_training.gate_measure import rows_of
    from elixr_training.gate_net import read_gate

    films = load_chest_films(options.data, HERE.parent, options.work / "cache")
    print("| films of `test` | films | stopped | | flagged as mirrored |\n|---|---|---|---|---|")
    for row in rows_of(read_gate(options.gate), films):
        print(f"| {row.name} | {row.films} | {row.stopped:.1%} | {row.verdict} | {row.mirrored:.1%} |")


if __name__ == "__main__":
    main()
