"""A new text tower under a finished image tower: `python retext.py --image ../public/models/v3 --out ../public/models/NAME --golden FILE.json`."""

import argparse
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared"))
    parser.add_argument("--image", type=Path, required=True, help="model folder whose image tower and card are kept")
    parser.add_argument("--data", type=Path, default=shared / "data")
    parser.add_argument("--work", type=Path, default=HERE / ".cache" / "work", help="where the text tower's checkpoint is; the same folder resumes")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--golden", type=Path, default=None, help="also write the golden file of the app's tests here")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    import torch

    from elixr_training.export import complete_card, read_card, write_card, write_golden, write_self_test, write_text
    from elixr_training.films import load_films
    from elixr_training.phrases import all_phrases
    from elixr_training.pipeline import train_text
    from elixr_training.train_text import TextRun

    torch.set_num_threads(options.threads)
    run = TextRun(steps=options.steps)
    text, tokenizer = train_text(run, all_phrases(options.data, run.made, run.seed), options.work / "text")
    before = read_card(options.image)
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.image / before["image"]["file"], options.out / before["image"]["file"])
    card = {name: value for name, value in before.items() if name not in ("metrics", "training", "data", "knownFailures")}
    card["id"] = f"elixr-web-{options.out.name}"
    card["text"] = write_text(options.out, text, tokenizer)
    keep = ("id", "name", "positivePrompts", "negativePrompts")
    card["findings"] = [{name: finding[name] for name in keep} for finding in before["findings"]]
    write_card(options.out, card)
    write_self_test(options.out)
    training = {"image": before["training"]["image"], "text": asdict(run)}
    complete_card(options.out, load_films(options.data, options.work / "cache"), training, probe=before["metrics"]["stratumProbe"])
    if options.golden is not None:
        write_golden(options.out, options.golden)


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
