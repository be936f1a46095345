"""One command from ../shared/data to the gate that the app loads: `gate.json`, `gate.safetensors`. `python train_gate.py --help`."""

import argparse
import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared"))
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder with cxr/*.csv and their films (default: %(default)s)")
    parser.add_argument("--start", type=Path, default=shared / "models" / "v0", help="model folder whose image tower the gate starts from (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=HERE / ".cache" / "work", help="where prepared films are kept (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=HERE.parent / "public" / "models" / "gate", help="folder to write (default: %(default)s)")
    parser.add_argument("--limits-only", action="store_true", help="choose the limits anew for the weights of the last training")
    parser.add_argument("--steps", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    return parser.parse_args()


def main() -> None:
    options = arguments()
    import torch

    from elixr_training.gate_films import load_chest_films
    from elixr_training.gate_limits import limits_of
    from elixr_training.gate_net import GateNet, write_gate
    from elixr_training.train_gate import GateRun, GateTraining

    torch.set_num_threads(options.threads)
    films = load_chest_films(options.data, HERE.parent, options.work / "cache")
    run = replace(GateRun(seed=options.seed), **({"steps": options.steps} if options.steps else {}))
    kept = options.work / "gate.pt"
    net = GateNet()
    if options.limits_only:
        net.load_state_dict(torch.load(kept, weights_only=True))
    else:
        training = GateTraining(run, films, options.start)
        training.train()
        net = training.average
        torch.save(net.state_dict(), kept)
    limits, figures = limits_of(net, films)
    write_gate(net, options.out, "elixr-web-gate-1", {"limits": limits, "validation": figures, "training": asdict(run)})
    print(json.dumps({"gate": str(options.out), "limits": limits, "validation": figures}))


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed; make the environment that README.md describes: pip install -r requirements.txt")
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
