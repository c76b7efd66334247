"""`report`: from a trained run to a page and a PDF; what it says before, and what it refuses."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from competition.runs import load_run
from scripts.cli import main
from submit.looks import looks
from submit.report.printing import browser
from tests import miniatures
from tests.scripts.conftest import FOREST, Desk

PLACE = 0x8825  # the part of EXIF that says where a photograph was taken
IMAGES = re.compile(r'src="data:image/\w+;base64,([^"]+)"')


def report(desk: Desk, *words: str) -> int:
    return main(["report", *words, "--runs", str(desk.runs)])


def images(page: str) -> list[Image.Image]:
    return [Image.open(io.BytesIO(base64.b64decode(data))) for data in IMAGES.findall(page)]


def test_a_page_of_a_forest(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "森 report.html"
    assert report(desk, "forest", "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert said.index("Where people are in them, ask them") < said.index(f"Report: {out}")
    page = out.read_text(encoding="utf-8")
    assert images(page)
    assert "many trees that vote" in page
    assert "There is no network here whose view could be shown" in page
    assert "tree" in page
    # 図形 is in the title: its font travels along.
    assert "data:font/woff" in page
    assert looks(desk.place) == []


def test_the_held_out_part_is_looked_at_when_told(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    assert report(desk, "forest", "--holdout", "--out", str(out)) == 0
    assert "looked at 1 time" in capsys.readouterr().out
    (look,) = looks(desk.place)
    assert look["run"] == "forest"
    assert "held-out part</dt>" in out.read_text(encoding="utf-8")
    # It is known now: shown again, and no further look.
    assert report(desk, "forest", "--out", str(out)) == 0
    assert "held-out part</dt>" in out.read_text(encoding="utf-8")
    assert len(looks(desk.place)) == 1


def test_without_pictures(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    assert report(desk, "forest", "--no-pictures", "--out", str(out)) == 0
    assert "ask them" not in capsys.readouterr().out
    assert not images(out.read_text(encoding="utf-8"))


def test_where_the_contest_is_gone(desk: Desk, tmp_path: Path) -> None:
    run = load_run(desk.place / "forest")
    path = run.folder / "run.json"
    path.write_text(path.read_text(encoding="utf-8").replace(run.request.where, "/nowhere"), encoding="utf-8")
    out = tmp_path / "page.html"
    assert report(desk, "forest", "--out", str(out)) == 0
    page = out.read_text(encoding="utf-8")
    assert "There are no pictures here" in page
    assert not images(page)


def test_two_runs(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert report(desk, "--compare", "forest", "tree", "--out", str(out)) == 0
    page = out.read_text(encoding="utf-8")
    assert "<h1>forest or tree?</h1>" in page
    assert "could be chance" in page or "is better" in page
    assert '<th scope="row" class="line">recipe</th>' in page
    assert "n_trees" not in page
    assert not re.search(r"&lt;(built-in|bound|function)", page)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "One run was expected"),
        (("forest", "--compare", "forest", "tree"), "One run was expected"),
        (("nobody",), "There is no run named nobody"),
        (("--compare", "forest", "forest"), "came twice"),
        (("--compare", "forest", "tree", "--holdout"), "for the report of one run"),
    ],
)
def test_what_cannot_be_reported(
    desk: Desk, words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(desk, *words, "--out", str(tmp_path / "page.html")) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("*.html"))


def test_photographs_lose_their_place(tmp_path: Path) -> None:
    """A phone's JPEG knows where it was taken; what is in the page does not."""
    pictures = {}
    for number, name in enumerate(("円", "ネコ")):
        for n in range(12):
            file = io.BytesIO()
            exif = Image.Exif()
            exif.get_ifd(PLACE)[2] = (35.0, 39.0, 29.0)
            exif[0x010F] = "phone"
            with Image.open(io.BytesIO(miniatures.png(100 * number + n, 64, number))) as image:
                image.save(file, "JPEG", exif=exif)
            assert b"phone" in file.getvalue()
            pictures[f"{name}/{n:02}.jpg"] = file.getvalue()
    miniatures.write_pictures(tmp_path / "写真" / "train", pictures)
    desk = Desk(tmp_path / "写真", tmp_path / "runs")
    assert desk.kit("train", *FOREST) == 0
    out = tmp_path / "page.html"
    assert report(desk, "forest", "--out", str(out)) == 0
    shown = images(out.read_text(encoding="utf-8"))
    assert len(shown) >= 2
    assert not any(image.getexif() or image.info.keys() & {"exif", "comment", "xmp"} for image in shown)


@pytest.mark.slow
@pytest.mark.skipif(browser() is None, reason="there is no Chromium, Chrome or Edge here")
def test_a_pdf(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "頁.html"
    assert report(desk, "forest", "--out", str(out.with_suffix(".pdf"))) == 0
    assert f"PDF: {out.with_suffix('.pdf')}" in capsys.readouterr().out
    assert out.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_remains_where_nothing_can_print(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("submit.report.printing._ELSEWHERE", ())
    out = tmp_path / "page.html"
    assert report(desk, "forest", "--out", str(out), "--pdf") == 2
    assert "No Chromium, Chrome or Edge was found" in capsys.readouterr().err
    assert out.exists()
    assert not out.with_suffix(".pdf").exists()


@pytest.mark.slow
def test_a_network_on_emoji(tmp_path: Path) -> None:
    """Where it looked, on real pictures; no larger than can be sent by mail."""
    runs, out = tmp_path / "runs", tmp_path / "page.html"
    words = ["train", "emoji20", "--recipe", "cnn", "--folds", "2", "--epochs", "2", "--runs", str(runs)]
    assert main(words) == 0
    assert main(["report", "cnn", "--runs", str(runs), "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert out.stat().st_size < 5_000_000
    assert page.count("<figure>") >= 12
    assert page.count("<polyline") == 4 + 8
    assert "https://" not in page.replace("data:", "")
