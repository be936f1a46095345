"""One command from ../shared/data to a model folder that the app loads. `python train.py --help`; README.md says more."""

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Recipe:
    """What is trained. `from_scratch`: the image tower starts from ImageNet, else from the model v0 beside the data."""

    from_scratch: bool
    image_sides: tuple[int, ...]
    image: dict = field(default_factory=dict)
    text: dict = field(default_factory=dict)
    constant: float = 8.0
    # epochs at the end whose weights are averaged
    tail: int = 1
    # input side of the folder; None: that of the last epoch. A grid of 12 × 12 needs 192.
    side: int | None = None


RECIPES = {
    "full": Recipe(from_scratch=False, image_sides=(128,) * 4 + (160,) + (192,)),
    "imagenet": Recipe(from_scratch=True, image_sides=(160,) * 8 + (192,) * 4, image={"frozen": 0, "rate": 7e-4, "new_rate": 1.5e-3}),
    # With --teachers and --start: half of the targets are what finished models believe.
    "taught": Recipe(from_scratch=False, side=192, image_sides=(160,) * 6, image={"rate": 6e-4, "mixup": 0.3, "soft": 0.5, "drop_path": 0.15, "average": 0.999, "seed": 21}, text={"steps": 1000}),
    # The same once more from its answer, with that as a teacher, too; at 192 px at its end.
    "again": Recipe(from_scratch=False, image_sides=(160,) * 3 + (192,), tail=3, image={"rate": 5e-4, "mixup": 0.3, "soft": 0.5, "drop_path": 0.15, "average": 0.999, "seed": 31}, text={"steps": 1000}),
    # With --withhold: what a model makes of findings that it was never shown.
    "withheld": Recipe(from_scratch=True, image_sides=(128,) * 8, image={"rate": 7e-4, "new_rate": 1.5e-3, "mixup": 0.2, "seed": 7}, text={"frozen": True}),
    "smoke": Recipe(
        from_scratch=True, tail=2, image_sides=(64, 64), image={"batch": 16}, text={"steps": 6, "batch": 8, "layers": (0, 5), "kept_layers": 1, "warm_steps": 4, "salad": 40, "made": 400, "commonest": 200}
    ),
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("SHARED_DIR", HERE.parent.parent / "shared"))
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder with cxr/nih.csv, cxr/nih/ and reports/indiana.jsonl (default: %(default)s)")
    parser.add_argument("--start", default=None, help="model folder to start the image tower from, or 'imagenet' (default: by the recipe, models/v0 beside the data)")
    parser.add_argument("--work", type=Path, default=HERE / ".cache" / "work", help="where checkpoints, logs and curves are kept; the same folder resumes (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--name", default=None, help="the model's id (default: elixr-web- and the folder's name)")
    parser.add_argument("--golden", type=Path, default=None, help="also write the golden file of the app's tests here")
    parser.add_argument("--recipe", choices=RECIPES, default="full")
    parser.add_argument("--withhold", default="", help="findings to withhold, with commas: no film that has one and no text that names one is trained on")
    parser.add_argument("--teachers", default="", help="model folders, with commas: what they believe about a film is a share of its targets (recipes taught and again)")
    parser.add_argument("--blend", type=Path, default=None, help="--work of the run that made the folder --start: half of the weights are its own")
    parser.add_argument("--words", type=Path, default=None, help="model folder whose text tower is taken as it is (default: one is trained)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    return parser.parse_args()


def main() -> None:
    options = arguments()
    import torch

    from elixr_training.errors import DataMissing, SettingsWrong
    from elixr_training.export import copy_text, read_card, write_text
    from elixr_training.films import load_films
    from elixr_training.findings import FINDINGS
    from elixr_training.phrases import all_phrases
    from elixr_training.pipeline import blended, classifier_of, finish, taught_by, told_of, train_image, train_text
    from elixr_training.text_tower import minilm_folder
    from elixr_training.train_image import ImageRun
    from elixr_training.train_text import TextRun

    torch.set_num_threads(options.threads)
    recipe = RECIPES[options.recipe]
    withhold = tuple(name for name in options.withhold.split(",") if name)
    unknown = set(withhold) - set(FINDINGS)
    if unknown:
        raise SettingsWrong(f"--withhold names {', '.join(sorted(unknown))}; the findings are {', '.join(FINDINGS)}")
    teachers = [Path(name) for name in options.teachers.split(",") if name]
    if bool(teachers) != ("soft" in recipe.image) or (teachers and withhold):
        raise SettingsWrong("--teachers goes with --recipe taught and again, which need it, and not with --withhold: a teacher knows what is to be withheld")
    if options.words and withhold:
        raise SettingsWrong("--words does not go with --withhold: a finished text tower knows the words that are to be withheld")
    words_card = read_card(options.words) if options.words else None
    if words_card is None:
        minilm_folder()
    if not options.data.is_dir():
        raise DataMissing(f"there is no data folder {options.data}; name one with --data or SHARED_DIR")
    films = load_films(options.data, options.work / "cache")
    start = options.start or ("imagenet" if recipe.from_scratch else str(options.data.parent / "models" / "v0"))
    image_run = replace(ImageRun(sides=recipe.image_sides, start=start, seed=options.seed, withhold=withhold), **recipe.image)
    text_run = replace(TextRun(seed=options.seed), **recipe.text)
    classifier = train_image(image_run, films, options.work / "image", taught_by(teachers, films, options.work / "teachers"), recipe.tail)
    image_training = told_of(image_run, teachers) | {"tail": recipe.tail}
    if options.blend:
        before, settings = classifier_of(options.blend / "image", recipe.tail)
        classifier = blended(classifier, before)
        image_training["blend"] = {name: settings[name] for name in ("sides", "seed", "rate")}
    if options.words:
        text, text_training = copy_text(options.out, options.words), words_card["training"]["text"]
    else:
        phrases = all_phrases(options.data, text_run.made, options.seed, withhold)
        text, text_training = write_text(options.out, *train_text(text_run, phrases, options.work / "text")), asdict(text_run)
    card = finish(
        films, classifier, text, side=recipe.side or image_run.sides[-1], out=options.out, name=options.name or f"elixr-web-{options.out.name}", work=options.work,
        constant=recipe.constant, golden=options.golden, training={"image": image_training, "text": text_training}, withhold=withhold,
    )  # fmt: skip
    print(json.dumps({"model": str(options.out), "test": card["metrics"]["test"]["meanAucWithinStrata"], "stratumProbe": card["metrics"]["stratumProbe"]}))


if __name__ == "__main__":
    from elixr_training.errors import TrainingError

    try:
        main()
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed; make the environment that README.md describes: pip install -r requirements.txt")
    except TrainingError as error:
        sys.exit(f"{type(error).__name__}: {error}")
