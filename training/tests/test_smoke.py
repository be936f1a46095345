"""The whole way on drawn films, stopped and gone on with: two epochs, six text steps, a folder that the reference loads."""

import json
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from elixr_training.errors import CheckpointWrong, WeightsWrong
from elixr_training.export import copy_text
from elixr_training.films import load_films
from elixr_training.fit_space import Projection
from elixr_training.image_tower import FEATURES, Classifier, convolutions, network_input
from elixr_training.model_files import as_shipped, image_tensors, read_tensors, write_tensors
from elixr_training.pipeline import blended, classifier_of, mean_of_epochs
from elixr_training.reference import Reference
from elixr_training.space import SIZE
from elixr_training.start_weights import start_from_folder
from elixr_training.train_image import ImageRun, ImageTraining

from .tiny_data import write_tiny_data

TRAIN = Path(__file__).parent.parent / "train.py"


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.kept.name)
        cls.data = write_tiny_data(cls.folder / "data")

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    def test_a_stopped_run_ends_as_if_it_had_not_been(self):
        films = load_films(self.data, self.folder / "work" / "cache")
        run = ImageRun(sides=(64, 64), batch=16)
        whole = ImageTraining(run, films, self.folder / "whole")
        stopped = ImageTraining(run, films, self.folder / "stopped")
        for training in (whole, stopped):
            training.one_step()
            training.one_step()
        stopped.keep()
        again = ImageTraining(run, films, self.folder / "stopped")
        self.assertEqual(again.step, 2)
        whole.one_step()
        again.one_step()
        for ours, theirs in zip(whole.average.state_dict().values(), again.average.state_dict().values(), strict=True):
            self.assertTrue(torch.allclose(ours.float(), theirs.float(), atol=1e-5))
        with self.assertRaisesRegex(CheckpointWrong, "other settings"):
            ImageTraining(replace(run, seed=2), films, self.folder / "stopped")
        (self.folder / "stopped" / "state.pt").write_bytes(b"half a file")
        with self.assertRaisesRegex(CheckpointWrong, "damaged"):
            ImageTraining(run, films, self.folder / "stopped")

    def test_the_last_epochs_are_averaged(self):
        torch.save({"weight": torch.tensor([1.0, 5.0]), "steps": torch.tensor(3)}, self.folder / "average-1.pt")
        torch.save({"weight": torch.tensor([2.0, -1.0]), "steps": torch.tensor(5)}, self.folder / "average-2.pt")
        mean = mean_of_epochs(self.folder, (1, 2))
        self.assertEqual((mean["weight"].tolist(), int(mean["steps"])), ([1.5, 2.0], 4))
        with self.assertRaisesRegex(CheckpointWrong, "average-3.pt cannot be read"):
            mean_of_epochs(self.folder, (2, 3))

    def test_two_runs_are_blended_half_and_half(self):
        torch.manual_seed(0)
        one, other = (Classifier(3, frozen).eval() for frozen in (3, 0))
        for module in (one, other):
            for name, value in module.named_buffers():
                if name.endswith("running_var"):
                    value.uniform_(0.5, 2)
        both = blended(one, other)
        for (_, mine), (_, first), (_, second) in zip(*(convolutions(each.tower) for each in (both, one, other)), strict=True):
            for value, left, right in zip(mine.folded(), first.folded(), second.folded(), strict=True):
                self.assertTrue(torch.allclose(value, (left + right) / 2, atol=1e-6))
        self.assertTrue(torch.allclose(both.head.weight, (one.head.weight + other.head.weight) / 2))
        inputs = torch.rand(2, 1, 64, 64)
        with torch.no_grad():
            self.assertTrue(torch.allclose(blended(one, one)(inputs), one(inputs), atol=1e-4))

    def test_a_run_that_has_not_ended_is_not_blended(self):
        films = load_films(self.data, self.folder / "work" / "cache")
        training = ImageTraining(ImageRun(sides=(64, 64), batch=16), films, self.folder / "short")
        training.one_step()
        training.keep()
        with self.assertRaisesRegex(CheckpointWrong, "has not ended"):
            classifier_of(self.folder / "short", 1)

    def test_one_command_makes_a_model_folder(self):
        out, golden = self.folder / "tiny", self.folder / "golden.json"
        command = [sys.executable, TRAIN, "--recipe", "smoke", "--data", self.data, "--work", self.folder / "work", "--out", out, "--golden", golden]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "work" / "curves.png").read_bytes().startswith(b"\x89PNG"))
        reference = Reference(out)
        self.assertEqual(reference.card["id"], "elixr-web-tiny")
        self.assertIn("meanAucWithinStrataInterval", reference.card["metrics"]["test"])
        self.assertEqual(len(json.loads(golden.read_text())["texts"]), 5)
        self.folded_tower_is_the_trained_one(reference, out)
        self.tokens_add_up(reference)
        self.words_are_taken_as_they_are(out)

    def folded_tower_is_the_trained_one(self, reference: Reference, out: Path):
        films = load_films(self.data, self.folder / "work" / "cache")
        inputs = network_input(torch.from_numpy(films.grey[:40]), 64)
        training = ImageTraining(ImageRun(sides=(64, 64), batch=16), films, self.folder / "work" / "image")
        training.average.load_state_dict(mean_of_epochs(self.folder / "work" / "image", (1, 2)))
        training.average.eval()
        with torch.no_grad():
            _, trained = training.average.tower.grids(inputs)
            shipped = self.last_grid(reference, inputs)
            # Rounded to int8; the tower has hardly been trained.
            self.assertGreater(self.least_cosine(trained, shipped), 0.97)
            _, rounded = as_shipped(training.average.tower).grids(inputs)
            self.assertTrue(torch.allclose(rounded, shipped, atol=1e-4))
            nothing = Projection(np.zeros((SIZE, FEATURES), np.float32), np.zeros(SIZE, np.float32))
            whole = self.folder / "whole.safetensors"
            write_tensors(image_tensors(training.average.tower, nothing, int8=False), whole)
            folded = Reference(out)
            folded.image = read_tensors(whole)
            self.assertGreater(self.least_cosine(trained, self.last_grid(folded, inputs)), 0.9999)
            revived = ImageTraining(ImageRun(sides=(64, 64), batch=16), films, self.folder / "revived").model.tower
            start_from_folder(revived, out, inputs)
            _, grid = revived.grids(inputs)
            self.assertTrue(torch.allclose(grid, shipped, atol=2e-2))

    def words_are_taken_as_they_are(self, out: Path):
        before = [(out / name).read_bytes() for name in ("text.safetensors", "vocab.txt")]
        again = self.folder / "again"
        command = [sys.executable, TRAIN, "--recipe", "smoke", "--data", self.data, "--work", self.folder / "work", "--words", out, "--out", again]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([(again / name).read_bytes() for name in ("text.safetensors", "vocab.txt")], before)
        one, other = (json.loads((folder / "card.json").read_text()) for folder in (out, again))
        self.assertEqual(other["training"], one["training"])
        (out / "vocab.txt").write_text("[PAD]\n")
        with self.assertRaisesRegex(WeightsWrong, "vocab.txt of .* is not what its card says"):
            copy_text(again, out)

    @staticmethod
    def last_grid(reference: Reference, inputs: torch.Tensor) -> torch.Tensor:
        x = reference.convolve(inputs, "stem", 2)
        for at, block in enumerate(reference.card["image"]["blocks"]):
            y = reference.convolve(x, f"blocks.{at}.expand") if block["expand"] else x
            y = reference.convolve(y, f"blocks.{at}.depthwise", block["stride"], depthwise=True)
            y = reference.convolve(y, f"blocks.{at}.project", linear=True)
            x = x + y if block["residual"] else y
        return reference.convolve(x, "head")

    @staticmethod
    def least_cosine(one: torch.Tensor, other: torch.Tensor) -> float:
        return float(torch.nn.functional.cosine_similarity(one.flatten(1), other.flatten(1)).min())

    def tokens_add_up(self, reference: Reference):
        grey = np.random.default_rng(0).random((1, 128, 128)).astype(np.float32)
        tokens = reference.tokens(network_input(torch.from_numpy(grey), 64))[0]
        self.assertEqual(list(tokens.shape), [4, 4, 128])
        text = reference.text("no pleural effusion")
        pooled = tokens.mean((0, 1))
        score = float(pooled @ text / pooled.norm())
        self.assertAlmostEqual(float((tokens @ text / pooled.norm()).mean()), score, places=5)
        self.assertAlmostEqual(float(reference.films(grey)[0] @ text), score, places=5)


if __name__ == "__main__":
    unittest.main()
