"""Loss and validation curves of the runs in a work folder, as PNG."""

import json
from pathlib import Path


def read_log(path: Path) -> list[dict]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]


def draw_curves(work: Path) -> Path:
    """One row a run that has a `log.jsonl`: its loss, and beside it what was measured while it ran."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    logs = {path.parent.name: read_log(path) for path in sorted(work.glob("*/log.jsonl"))}
    figure, axes = pyplot.subplots(max(1, len(logs)), 2, figsize=(10, 3 * max(1, len(logs))), squeeze=False)
    for (left, right), (name, log) in zip(axes, logs.items(), strict=False):
        losses = [entry for entry in log if "loss" in entry]
        left.plot([entry["step"] for entry in losses], [entry["loss"] for entry in losses])
        left.set(title=f"{name}: loss", xlabel="step")
        for key, label in (("valAuc", "mean AUC within strata, val"), ("pairs", "phrase pairs right, building half")):
            points = [entry for entry in log if key in entry]
            if points:
                right.plot([entry["step"] for entry in points], [entry[key] for entry in points], marker="o", label=label)
        if right.lines:
            right.legend()
        right.set(title=f"{name}: measured", xlabel="step")
    figure.tight_layout()
    path = work / "curves.png"
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
    return path
