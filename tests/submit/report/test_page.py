"""The page itself: self-contained, escaped, readable without pictures, its charts as markup."""

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from competition.fold_files import write_history
from competition.runs import BLEND, Recipe, Run
from submit.report.embedding import data_uri, enlarged, font_uri
from submit.report.findings import Findings, findings_of
from submit.report.page import Shown, report_page
from tests.made_runs import CONTEST, a_split, made_run

HOSTILE = "<script>alert(1)</script>&"


def found_in(folder: Path, name: str = "森") -> Findings:
    return findings_of(made_run(folder, name, a_split(folder / CONTEST)), [])


def shown(found: Findings, **changes: object) -> Shown:
    random = np.random.default_rng(0)
    pictures = {name: random.integers(0, 256, (32, 32, 3), dtype=np.uint8) for name in found.shown_ids}
    return replace(Shown(title="動物", made_at="2026-01-01", pictures=pictures), **changes)  # type: ignore[arg-type]


def decoded(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))


def test_it_needs_nothing_else(tmp_path: Path) -> None:
    found = found_in(tmp_path)
    page = report_page(found, shown(found))
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!data:)[a-z/.]", page)
    assert page.count("<img ") == page.count('<img src="data:image/')
    assert page.count("<h1>") == 1
    assert page == report_page(found, shown(found))


def test_every_name_is_escaped(tmp_path: Path) -> None:
    found = found_in(tmp_path, "a&b")
    table = replace(found.answers.table, classes=(HOSTILE, "犬", '"><img src=x onerror=alert(1)>'))
    hostile = replace(found, answers=replace(found.answers, table=table))
    page = report_page(hostile, shown(hostile, title=HOSTILE, summary=HOSTILE, command=HOSTILE, no_heats=HOSTILE))
    assert HOSTILE not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "a&amp;b" in page


def test_without_pictures_it_says_so(tmp_path: Path) -> None:
    found = found_in(tmp_path)
    page = report_page(found, Shown("t", no_pictures="They are gone.", no_heats="It is a forest."))
    assert "They are gone." in page
    assert "It is a forest." in page
    assert "<img" not in page
    assert "this run was not judged yet" in page


def test_heats_are_laid_over_their_pictures(tmp_path: Path) -> None:
    found = found_in(tmp_path)
    answers = found.answers
    rows = [row for rows in found.looked for row in rows]
    heats = {
        (answers.ids[row], int(number)): np.ones((8, 8))
        for row in rows
        for number in (answers.chosen[row], answers.y_true[row])
    }
    page = report_page(found, shown(found, heats=heats))
    right, wrong = found.looked
    assert page.count("<figure>") == 2 * len(right) + 3 * len(wrong)


def test_curves_of_a_training(tmp_path: Path) -> None:
    found = found_in(tmp_path)
    falling = [1.0, 0.8, 0.6, 0.7, 0.9]
    for fold in range(2):
        rows = [
            {"epoch": n + 1, "loss": 1 - n / 9, "accuracy": 0.5, "val_loss": loss, "val_accuracy": 0.4}
            for n, loss in enumerate(falling)
        ]
        write_history(found.run.fold_folder(fold) / "history.csv", rows)
    page = report_page(found, shown(found))
    assert "lowest after epoch 3 (0.600)" in page
    assert page.count("<polyline") == 4 + 8


def as_run(run: Run, recipe: Recipe) -> Run:
    return replace(run, request=replace(run.request, recipe=recipe))


def test_what_a_run_lacks_is_said(tmp_path: Path) -> None:
    found = found_in(tmp_path)
    assert "It learned in one go" in report_page(found, shown(found))
    blend = Recipe("blend", BLEND, "", {"mean": "geometric", "parts": {"a": 0.75, "b": 0.25, "c": 0.0}})
    page = report_page(replace(found, run=as_run(found.run, blend)), shown(found))
    assert "A blend learns nothing itself" in page
    assert "the geometric mean of other runs&#39; answers: a 75%, b 25%" in page
    imported = found_in(tmp_path / "imported")
    for fold in range(2):
        (imported.run.fold_folder(fold) / "history.csv").unlink()
    assert "stayed on the computer that trained it" in report_page(imported, shown(imported))


def test_the_only_run_is_compared_with_nothing(tmp_path: Path) -> None:
    found = found_in(tmp_path)
    assert "the only run on these pictures" in report_page(found, shown(found))
    other = made_run(tmp_path, "other", found.split, seed=7)
    assert "Runs on these pictures: 2" in report_page(findings_of(found.run, [other]), shown(found))


def test_pictures_lose_what_they_carried() -> None:
    pixels = np.zeros((40, 40, 3), dtype=np.uint8)
    for picture in (pixels, np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)):
        image = decoded(data_uri(picture))
        assert image.size == (40, 40)
        assert not image.getexif()
    assert np.array_equal(np.asarray(decoded(data_uri(pixels)).convert("RGB")), pixels)


@pytest.mark.parametrize("side", [8, 60, 200])
def test_small_pictures_are_enlarged(side: int) -> None:
    assert len(enlarged(np.zeros((side, side, 3), np.uint8), 144)) == max(side, 144)


def test_japanese_letters_bring_their_font() -> None:
    from fontTools.ttLib import TTFont

    assert font_uri(set("abc …–×→")) == ""
    uri = font_uri(set("abc猫犬🐶"))
    with TTFont(io.BytesIO(base64.b64decode(uri.partition(",")[2]))) as font:
        assert set(font.getBestCmap()) == {ord("猫"), ord("犬")}
    assert len(uri) < 20_000
