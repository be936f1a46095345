"""The state of a stopped run: written whole or not at all, read back only into a run of the same settings."""

from pathlib import Path

import torch

from .errors import CheckpointWrong


def read_checkpoint(folder: Path, settings: str) -> dict | None:
    """None where there is none yet. Errors: CheckpointWrong."""
    path = folder / "state.pt"
    if not path.is_file():
        return None
    try:
        state = torch.load(path, weights_only=True)
    except Exception as error:
        raise CheckpointWrong(f"{path} is damaged ({error}); remove it to start this run again") from error
    if state["settings"] != settings:
        raise CheckpointWrong(f"{path} is of a run with other settings; remove the folder or name another")
    print(f"going on after step {state['step']}", flush=True)
    return state


def write_checkpoint(folder: Path, state: dict) -> None:
    unfinished = folder / "state.part"
    torch.save(state, unfinished)
    unfinished.rename(folder / "state.pt")


def read_weights(path: Path) -> dict[str, torch.Tensor]:
    """What was kept after an epoch. Errors: CheckpointWrong."""
    try:
        return torch.load(path, weights_only=True)
    except Exception as error:
        raise CheckpointWrong(f"{path} cannot be read ({error}); remove the run's folder to train it again") from error
