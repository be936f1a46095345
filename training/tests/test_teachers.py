"""Targets that finished models have a share in, and films that a withheld variant may be measured on."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from withheld_films import withheld_rows

from elixr_training.errors import WeightsWrong
from elixr_training.films import load_films
from elixr_training.strata import aucs_within
from elixr_training.teachers import beliefs, teacher_scores
from elixr_training.train_image import ImageRun, ImageTraining

from .tiny_data import write_tiny_data

TRAIN = Path(__file__).parent.parent / "train.py"


class Beliefs(unittest.TestCase):
    def test_beliefs_rank_as_the_scores_and_mean_what_the_labels_do(self):
        random = np.random.default_rng(0)
        stratum = np.repeat([128, 448], 600)
        score = random.normal(size=(1200, 3))
        shift = np.where(stratum == 448, 1.0, -1.5)[:, None]
        labels = (random.random((1200, 3)) < 1 / (1 + np.exp(-(1.7 * score + shift)))).astype(np.float32)
        # Another teacher in other units, and one that knows nothing.
        believed = beliefs([score * 40 + 3, score], labels, stratum)
        self.assertTrue(((believed > 0) & (believed < 1)).all())
        for value in (128, 448):
            here = stratum == value
            self.assertTrue(np.allclose(believed[here].mean(0), labels[here].mean(0), atol=0.01))
        self.assertTrue(np.allclose(aucs_within(labels, believed, stratum), aucs_within(labels, score, stratum), atol=1e-6))

    def test_a_stratum_without_a_finding_stays_finite(self):
        random = np.random.default_rng(1)
        stratum = np.repeat([64, 128], 200)
        labels = (random.random((400, 2)) < 0.3).astype(np.float32)
        labels[stratum == 64, 0] = 0
        believed = beliefs([random.normal(size=(400, 2))], labels, stratum)
        self.assertTrue(np.isfinite(believed).all())
        self.assertLess(believed[stratum == 64, 0].mean(), 0.1)

    def test_a_folder_that_is_no_model_is_named(self):
        with tempfile.TemporaryDirectory() as name, self.assertRaisesRegex(WeightsWrong, "no card.json"):
            teacher_scores(Path(name), None, np.arange(3), Path(name))

    def test_soft_targets_lie_between_label_and_belief(self):
        with tempfile.TemporaryDirectory() as name:
            films = load_films(write_tiny_data(Path(name) / "data", 40), Path(name) / "cache")
            labels = films.labels[films.rows("train")]
            teacher = np.full(labels.shape, 0.25, np.float32)
            training = ImageTraining(ImageRun(sides=(64,), batch=8, soft=0.5, mixup=0.3), films, Path(name) / "run", teacher)
            self.assertTrue(np.allclose(training.targets, 0.5 * labels + 0.125))
            self.assertTrue(np.isfinite(training.one_step()))
            self.assertTrue(all(torch.isfinite(value).all() for value in training.average.state_dict().values()))


class Options(unittest.TestCase):
    def test_options_that_do_not_go_together_are_named(self):
        for given, said in (
            (["--recipe", "taught"], "SettingsWrong: --teachers goes with"),
            (["--teachers", "x"], "SettingsWrong: --teachers goes with"),
            (["--recipe", "withheld", "--withhold", "Broken Leg"], "SettingsWrong: --withhold names Broken Leg"),
        ):
            done = subprocess.run([sys.executable, str(TRAIN), "--out", "nowhere", *given], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(said, done.stderr)


class WithheldFilms(unittest.TestCase):
    def test_no_patient_of_the_training_is_measured(self):
        rows = [
            {"image": name, "split": split, "labels": labels, "patient": patient, "stratum": stratum}
            for name, split, labels, patient, stratum in (
                ("a", "train", "Mass", "1", "128"),
                ("b", "train", "Fibrosis|Mass", "1", "128"),
                ("c", "train", "Fibrosis", "2", "128"),
                ("d", "train", "Fibrosis", "3", "64"),
                ("e", "val", "No Finding", "4", "128"),
                ("f", "test", "Fibrosis", "5", "448"),
            )
        ]
        found = withheld_rows(rows, {"Fibrosis"})
        self.assertEqual([row["image"] for row in found], ["c", "e", "f"])
        self.assertEqual({row["split"] for row in found}, {"withheld"})


if __name__ == "__main__":
    unittest.main()
