"""A whole contest, played in a browser: made of raw photos, three teams, good and bad files, the end, the reveal.

Pictures of its pages are kept in the folder that ``KIT_SCREENSHOTS`` names, at the width of a desk and of a phone.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.cli import main
from tests.files import foldered
from tests.photos import class_photos
from tests.running_boards import Running, running

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium here (apt-get install chromium)"),
]

TEAMS = {"犬チーム": 0.9, "Team Rocket": 0.6, "<b>Bobby</b>": 0.3}
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def contest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred and twenty photos in three classes, made a contest by the command."""
    out = tmp_path_factory.mktemp("made") / "coins"
    raw = foldered(tmp_path_factory.mktemp("raw"), class_photos({"1円": 40, "5円": 40, "10円": 40}))
    assert main(["host", "new", str(raw), "--out", str(out), "--title", "Tell our coins apart"]) == 0
    return out


@pytest.fixture(scope="module")
def board(contest: Path) -> Iterator[Running]:
    with running(contest) as there:
        yield there


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser of their own, in which nothing may come from elsewhere and nothing may fail."""

    def __init__(self, browser: Browser, address: str, language: str = "en-GB") -> None:
        self.page: Page = browser.new_context(viewport=DESK, base_url=address, locale=language).new_page()  # type: ignore[arg-type]
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def log_in(self, token: str) -> None:
        self.page.goto("/login")
        self.page.fill("#token", token)
        self.page.click("main button")
        assert not self.page.url.endswith("/login")

    def picture(self, name: str) -> None:
        """Keep the page as a picture at both widths; a phone must not have to scroll sideways."""
        folder = os.environ.get("KIT_SCREENSHOTS")
        for width, size in (("desk", DESK), ("phone", PHONE)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide == 0, f"{name} at {width}: {wide} px too wide"
            if folder:
                self.page.screenshot(path=Path(folder, f"{name}-{width}.png"), full_page=True)
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]


def submission(contest: Path, skill: float, path: Path) -> Path:
    """A file that gives the true class about this much more than the others."""
    solution = pd.read_csv(contest / "private" / "solution.csv", dtype=str)
    sample = pd.read_csv(contest / "public" / "sample_submission.csv", dtype=str)
    classes = list(sample.columns[1:])
    labels = dict(zip(solution.iloc[:, 0], solution.iloc[:, 1], strict=True))
    random = np.random.default_rng(int(skill * 100))
    rows = random.random((len(sample), len(classes))) + 0.2
    for row, name in enumerate(sample.iloc[:, 0]):
        rows[row, classes.index(labels[name])] += skill * 3
    shares = pd.DataFrame(rows / rows.sum(axis=1, keepdims=True), columns=classes)
    shares.insert(0, sample.columns[0], sample.iloc[:, 0])
    shares.to_csv(path, index=False)
    return path


def test_a_contest_from_raw_photos_to_the_reveal(
    contest: Path, board: Running, browser: Browser, tmp_path: Path
) -> None:
    everybody = [organizer := Visitor(browser, board.address)]
    organizer.page.goto("/")
    organizer.picture("1-empty-board")
    organizer.page.goto("/login")
    organizer.picture("2-login")
    organizer.log_in(board.organizer_token)
    organizer.page.click("text=Teams")
    organizer.page.fill("#names", "\n".join(TEAMS))
    organizer.page.click("text=Enter and make tokens")
    organizer.picture("3-tokens")
    rows = [row.inner_text() for row in organizer.page.locator(".tokens tbody tr").all()]
    tokens = dict(re.split(r"\t+", row.strip()) for row in rows)
    assert set(tokens) == set(TEAMS)

    for team, skill in TEAMS.items():
        member = Visitor(browser, board.address, "ja-JP" if team == "犬チーム" else "en-GB")
        everybody.append(member)
        member.log_in(tokens[team])
        bad = tmp_path / "bad.csv"
        bad.write_text("id,1円,5円\nnobody.png,0.5,<b>\nnobody.png,-1,=1+1\n", encoding="utf-8")
        member.page.set_input_files("#file", bad)
        member.page.click(".upload button")
        assert member.page.locator(".problems li").count() >= 4
        member.picture(f"4-bad-file-{skill}")
        member.page.click(".back a")
        for n in range(2):
            good = submission(contest, skill - 0.2 * n, tmp_path / f"answers {n + 1}.csv")
            member.page.set_input_files("#file", good)
            member.page.click(".upload button")
            assert member.page.locator(".notice.good").count() == 1
            member.picture(f"5-good-file-{skill}")
            member.page.click(".back a")
        member.page.locator("input[name=chosen]").last.check()
        member.page.locator("input[name=chosen]").first.uncheck()
        member.page.click(".button.second")
        assert member.page.locator(".notice.good").count() == 1
        member.picture(f"6-team-{skill}")
        member.page.goto("/")
        assert member.page.locator("tr.own").count() == 1
        member.picture(f"7-board-{skill}")

    for tab in ("entries", "rules", "flags", "teams"):
        organizer.page.goto(f"/organizer/{tab}")
        organizer.picture(f"8-organizer-{tab}")
    organizer.page.goto("/organizer")
    organizer.picture("9-organizer")
    organizer.page.click("text=Close the contest…")
    organizer.picture("10-closing")
    organizer.page.click("form button:has-text('Close the contest')")
    assert organizer.page.locator(".chip.closed").count() == 1
    guest = Visitor(browser, board.address, "ja-JP")
    everybody.append(guest)
    guest.page.goto("/")
    assert guest.page.locator(".chip.closed").count() == 1
    guest.picture("11-closed-japanese")
    organizer.page.click("text=Reveal the final board…")
    organizer.page.click("form button:has-text('Reveal the final board')")
    organizer.picture("12-organizer-revealed")
    guest.page.reload()
    places = [row.inner_text() for row in guest.page.locator(".board .team").all()]
    assert places == list(TEAMS)
    guest.picture("13-revealed-japanese")
    organizer.page.goto("/")
    organizer.picture("13-revealed")
    organizer.page.goto("/nowhere")
    organizer.picture("14-nowhere")

    assert {host for visitor in everybody for host in visitor.hosts} == {urlsplit(board.address).netloc}
    # The one page that is not there says so in the console, too.
    assert [text for visitor in everybody for text in visitor.complaints if "404" not in text] == []
