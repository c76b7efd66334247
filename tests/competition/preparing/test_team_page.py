"""The page for teams has words for every metric and every form of submission, in both languages."""

import pytest

from competition.contest import KINDS, Contest, SubmissionFormat
from competition.metrics import METRICS
from competition.preparing import team_page


def test_nothing_is_left_unsaid() -> None:
    assert set(team_page.METRICS) == set(METRICS)
    assert set(team_page.FORMS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_name_the_classes(kind: str) -> None:
    contest = Contest("pets", ("犬", "{cat}"), title="ペット", submission=SubmissionFormat(kind=kind))
    pages = team_page.team_pages(contest, 1234, 56)
    assert sorted(pages) == ["README.ja.md", "README.md"]
    for page in pages.values():
        for words in ("# ペット", "- 犬\n- {cat}", "1,234", "56", "train.zip"):
            assert words in page
    assert "テスト画像" in pages["README.ja.md"]
