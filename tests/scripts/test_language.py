"""The language is known before the first sentence is: commands and the launcher speak it from start to end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from competition.languages import VARIABLES
from scripts.launcher.language import parted

ROOT = Path(__file__).parents[2]


def said(program: tuple[str, ...], *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """A process of its own: sentences are looked up while modules are imported."""
    silent = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=ROOT,
        env={**silent, "PYTHONUTF8": "1", **variables},
        capture_output=True,
        encoding="utf-8",
    )


CLI = ("-m", "scripts.cli")


@pytest.mark.parametrize("words", [("--language", "ja", "train", "--help"), ("train", "--help", "--language=ja")])
def test_the_flag_is_heard_before_and_behind_the_command(words: tuple[str, ...]) -> None:
    done = said(CLI, *words, LANG="en_US.UTF-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("使い方: kit.py train")
    assert "例: python3 scripts/kit.py train" in done.stdout
    assert "オプション:" in done.stdout
    assert "この説明を表示して終わる" in done.stdout
    assert "使い方" not in said(CLI, *words, "--language", "en", LANG="ja_JP.UTF-8").stdout


@pytest.mark.parametrize("variable", [{"KIT_LANGUAGE": "ja"}, {"LANG": "ja_JP.UTF-8"}])
def test_the_user_s_language_is_the_usual_one(variable: dict[str, str]) -> None:
    assert said(CLI, **variable).stdout.startswith("使い方: ")
    assert said(CLI).stdout.startswith("Usage: ")


def test_every_help_can_be_shown_in_it() -> None:
    """argparse fills in help as a form: a bare percent sign in a translation would be a traceback."""
    code = (
        "from competition.messages import speak\nspeak()\n"
        "from scripts.cli import command_names, parser_of\n"
        "from scripts.commands.host import ACTIONS\n"
        "for name in command_names():\n"
        "    parser_of(name).format_help()\n"
        "for word in ACTIONS:\n"
        "    try:\n        parser_of('host').parse_args([word, '--help'])\n"
        "    except SystemExit:\n        pass\n"
    )
    done = said(("-c", code), KIT_LANGUAGE="ja")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("使い方: ") > 5


def test_mistakes_are_told_in_it() -> None:
    wrong = said(CLI, "train", "emoji20", "--foldss", "3", "--language", "ja")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("知らない引数です: --foldss 3\n→ もしかして --folds ですか？ ")
    assert "次の引数が必要です: CONTEST" in said(CLI, "train", "--language", "ja").stderr
    assert "もしかして 'train' ですか？" in said(CLI, "trian", KIT_LANGUAGE="ja").stderr


def test_a_language_nobody_speaks_is_named() -> None:
    wrong = said(CLI, "runs", "--language", "xx")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("Argument --language: invalid choice: 'xx'")


def test_it_is_no_part_of_the_words_behind_a_word(tmp_path: Path) -> None:
    wrong = said(CLI, "host", "score", str(tmp_path), "--contest", "emoji20", "--language", "ja")
    assert "ここに提出ファイルはありません" in wrong.stderr


def test_the_launcher_speaks_it_before_anything_is_there() -> None:
    """Its sentences on pip's failures are put together while it is imported."""
    code = "from scripts.launcher.failures import pip_failure; print(pip_failure('[Errno 28]'))"
    assert said(("-c", code), KIT_LANGUAGE="ja").stdout.startswith("パッケージのインストール中にディスク")
    assert said(("-c", code)).stdout.startswith("The disk became full")


def test_only_the_flag_is_taken_out() -> None:
    assert parted([]) == (None, [])
    assert parted(["label", "cnn", "--language"]) == ("", ["label", "cnn"])
    assert parted(["score", "--languages", "x"]) == (None, ["score", "--languages", "x"])
