"""Measures, preprocessing, claims, phrases and weight files, each against what it must be."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from film_spread import packed_symmetric, read_symmetric

from elixr_training.claims import read_claims
from elixr_training.errors import DataMissing, FilmUnreadable, TableWrong, WeightsWrong
from elixr_training.films import area_matrix, effective, load_films
from elixr_training.findings import FINDINGS
from elixr_training.fit_space import stratum_probe, without_stratum
from elixr_training.image_tower import Classifier
from elixr_training.measure import HERE, calibrated, read_json
from elixr_training.model_files import quantised, read_tensors, write_tensors
from elixr_training.phrases import PhraseMaker, measured_texts, row_of
from elixr_training.space import text_targets
from elixr_training.start_weights import start_from_folder
from elixr_training.strata import auc, auc_within, stratum_offsets

from .tiny_data import write_tiny_data


class Measures(unittest.TestCase):
    def test_auc_counts_pairs_and_halves_ties(self):
        random = np.random.default_rng(1)
        positive, score = random.random(80) < 0.3, random.integers(0, 9, 80)
        pairs = [(a > b) + 0.5 * (a == b) for a in score[positive] for b in score[~positive]]
        self.assertAlmostEqual(auc(positive, score), np.mean(pairs))

    def test_auc_within_is_blind_to_what_tells_strata_apart(self):
        stratum = np.repeat([128, 448], 100)
        positive = np.concatenate([np.arange(100) < 5, np.arange(100) < 50])
        self.assertGreater(auc(positive, stratum), 0.7)
        self.assertEqual(auc_within(positive, stratum, stratum), 0.5)

    def test_offsets_take_the_prior_out(self):
        labels = np.zeros((200, 1))
        labels[:5] = labels[100:150] = 1
        low, high = stratum_offsets(labels, np.repeat([128, 448], 100), (128, 448))[:, 0]
        self.assertLess(low, 0)
        self.assertAlmostEqual(high - low, np.log(0.5 / 0.5) - np.log(0.05 / 0.95), places=4)

    def test_calibration_finds_the_slope(self):
        random = np.random.default_rng(2)
        scores = random.normal(0, 0.1, 20000)
        labels = (random.random(20000) < 1 / (1 + np.exp(-(20 * scores - 1)))).astype(float)
        found = calibrated(labels, scores)
        self.assertAlmostEqual(found["calibration"]["slope"], 20, delta=1)
        self.assertAlmostEqual(found["calibration"]["intercept"], -1, delta=0.1)
        self.assertAlmostEqual(found["operatingPoint"]["sensitivity"], found["operatingPoint"]["specificity"], delta=0.01)

    def test_the_stratum_can_be_taken_out_and_what_is_seen_within_it_stays(self):
        random = np.random.default_rng(3)
        sharp = np.arange(3000) % 3 == 0
        finding = random.normal(size=3000)
        # 6 kept dimensions that mix the finding with the stratum, and 4 more features that tell the stratum clearly.
        features = np.concatenate([random.normal(size=(3000, 6)) + finding[:, None], random.normal(size=(3000, 4)) * 0.3], 1)
        features[sharp] += 1.5
        weight, bias = np.concatenate([np.eye(6), np.zeros((6, 4))], 1), np.zeros(6)
        half = np.arange(3000) < 1500
        after = without_stratum(weight, bias, features[half], sharp[half])
        cleaned = features @ after[0].T + after[1]
        probe = lambda x: stratum_probe(x[half], sharp[half], x[~half], sharp[~half])  # noqa: E731
        self.assertGreater(probe(features @ weight.T), 0.8)
        self.assertLess(probe(cleaned), 0.55)
        for value in (True, False):
            here = sharp == value
            self.assertGreater(np.corrcoef(cleaned[here].mean(1), (features @ weight.T)[here].mean(1))[0, 1], 0.98)

    def test_without_two_films_of_a_kind_nothing_is_taken_out(self):
        features, sharp = np.random.default_rng(5).normal(size=(20, 4)), np.arange(20) == 3
        weight, bias = without_stratum(np.eye(4), np.ones(4), features, sharp)
        self.assertTrue(np.array_equal(weight, np.eye(4)) and np.array_equal(bias, np.ones(4)))


class Films(unittest.TestCase):
    def test_area_average_keeps_the_mean_of_any_side(self):
        for side in (128, 150, 301, 448):
            grey = np.random.default_rng(side).random((side, side))
            brought = area_matrix(128, side) @ grey @ area_matrix(128, side).T
            self.assertAlmostEqual(brought.mean(), grey.mean(), places=9)
        self.assertTrue(np.allclose(effective(np.full((200, 200), 0.4)), 0.4))

    def test_a_narrow_film_is_padded_in_the_middle(self):
        brought = effective(np.ones((256, 128)))
        self.assertTrue(np.allclose(brought[:, 32:96], 1) and np.allclose(brought[:, :32], 0) and np.allclose(brought[:, 96:], 0))

    def test_bad_data_is_named(self):
        with tempfile.TemporaryDirectory() as name:
            data = write_tiny_data(Path(name) / "data", 8)
            table = data / "cxr" / "nih.csv"
            good = table.read_text()
            table.write_text(good.replace("No Finding", "Broken Leg"))
            with self.assertRaisesRegex(TableWrong, "line 2: unknown label Broken Leg"):
                load_films(data, Path(name) / "cache")
            table.write_text(good.replace("stratum", "layer"))
            with self.assertRaisesRegex(TableWrong, "lacks the column stratum"):
                load_films(data, Path(name) / "cache")
            table.write_text(good)
            film = data / "cxr" / "nih" / "00000003_000.jpg"
            film.write_bytes(b"no film")
            with self.assertRaisesRegex(FilmUnreadable, "00000003_000"):
                load_films(data, Path(name) / "cache")
            film.unlink()
            with self.assertRaisesRegex(DataMissing, "00000003_000"):
                load_films(data, Path(name) / "cache")


class Texts(unittest.TestCase):
    def test_claims(self):
        for text, present, absent in (
            ("There is no pleural effusion or pneumothorax.", [], ["Effusion", "Pneumothorax"]),
            ("No pneumothorax but a small effusion.", ["Effusion"], ["Pneumothorax"]),
            ("The heart is enlarged.", ["Cardiomegaly"], []),
            ("Heart size is normal.", [], ["Cardiomegaly"]),
            ("The infiltrate has cleared.", [], ["Infiltration"]),
            ("Blunted costophrenic angle", ["Effusion"], []),
            ("Consolidation is not identified.", [], ["Consolidation"]),
        ):
            claims = read_claims(text)
            self.assertEqual((sorted(claims.present), sorted(claims.absent)), (present, absent), text)
        self.assertTrue(read_claims("The lungs are clear.").normal)
        self.assertTrue(read_claims("Possible small left effusion").doubt)
        self.assertEqual(read_claims("Small left basilar effusion").attributes, {"mild", "left", "lower"})

    def test_the_rules_read_what_the_phrase_maker_writes_as_denied(self):
        maker, wrong = PhraseMaker(5), []
        for finding in ("Effusion", "Pneumothorax", "Consolidation", "Emphysema"):
            for text in ("no {x}", "without {x}", "there is no {x}", "negative for {x}"):
                phrase = text.format(x=maker.lexicon["findings"][finding][0])
                if finding not in read_claims(phrase).absent:
                    wrong.append(phrase)
        self.assertEqual(wrong, [])

    def test_measured_phrases_are_not_trained_on(self):
        made = set(PhraseMaker(1).made(6000).texts)
        measured = measured_texts()
        self.assertGreater(len(measured), 400)
        self.assertEqual(sorted(made & measured), [])
        pairs = json.loads((HERE / "phrase_pairs.json").read_text())
        self.assertEqual(len(pairs), 150)

    def test_withheld_findings_are_in_no_phrase(self):
        maker = PhraseMaker(1, ("Fibrosis", "Emphysema"))
        made = maker.made(4000)
        for finding in ("Fibrosis", "Emphysema"):
            self.assertFalse(made.says[:, FINDINGS.index(finding)].any())
        self.assertTrue(made.says[:, FINDINGS.index("Mass")].any())

    def test_opposite_words_are_further_apart_than_different_ones(self):
        says = np.stack([row_of(["Effusion"], attributes=[name]) for name in ("mild", "severe", "acute")])
        targets = text_targets(says, np.zeros((3, 48)))
        self.assertLess(float(targets[0] @ targets[1]), float(targets[0] @ targets[2]))

    def test_targets_put_a_denial_opposite(self):
        says = np.zeros((2, 28), np.float32)
        says[0, 2], says[1, 2] = 1, -1
        targets = text_targets(says, np.random.default_rng(0).normal(size=(2, 48)))
        self.assertTrue(np.allclose(np.linalg.norm(targets, axis=1), 1, atol=1e-5))
        self.assertTrue(np.allclose(targets[0, 1:16], -targets[1, 1:16]))


class Weights(unittest.TestCase):
    def test_int8_is_near_and_read_back_as_written(self):
        values = np.random.default_rng(0).normal(size=(1, 1, 30, 20)).astype(np.float32)
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "w.safetensors"
            write_tensors(quantised("w", values, -1), path)
            read = read_tensors(path)
            self.assertEqual(list(read), ["w"])
            self.assertLess(float((read["w"] - torch.from_numpy(values)).abs().max()), float(np.abs(values).max()) / 127)
            path.write_bytes(path.read_bytes()[:50])
            with self.assertRaisesRegex(WeightsWrong, "w.safetensors"):
                read_tensors(path)

    def test_a_symmetric_matrix_is_read_back_from_its_triangle(self):
        half = np.random.default_rng(6).normal(size=(7, 7))
        self.assertTrue(np.allclose(read_symmetric(packed_symmetric(half + half.T)), half + half.T, atol=1e-6))

    def test_a_folder_that_is_no_model_is_named(self):
        with tempfile.TemporaryDirectory() as name, self.assertRaisesRegex(WeightsWrong, "cannot be read"):
            start_from_folder(Classifier(len(FINDINGS)).tower, Path(name), torch.zeros(1, 1, 64, 64))


if __name__ == "__main__":
    unittest.main()
