"""From a command line to a command: mistakes end in one sentence, help is there and is quick."""

import importlib
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.cli import command_names, main, overview, parser_of
from scripts.command_line import typed

ROOT = Path(__file__).parents[2]
COMMANDS = command_names()
HEAVY = {"pandas", "keras", "tensorflow", "sklearn", "albumentations", "matplotlib", "cv2", "scipy"}


def module(name: str) -> object:
    return importlib.import_module(f"scripts.commands.{name.replace('-', '_')}")


def words(line: str) -> list[str]:
    """What follows ``kit.py`` in a line of a shell."""
    return shlex.split(line, comments=True)[2:]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_its_example_parses(name: str) -> None:
    command = module(name)
    assert command.SUMMARY  # type: ignore[attr-defined]
    example = words(command.EXAMPLE)  # type: ignore[attr-defined]
    assert example[0] == name
    args = parser_of(name).parse_args(example[1:])
    assert args.run is command.run  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_shows_the_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    assert f"usage: kit.py {name}" in printed
    assert f"Example: {module(name).EXAMPLE}" in printed  # type: ignore[attr-defined]


def test_the_overview_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for asked in ([], ["--help"], ["-h"], ["help"]):
        assert main(asked) == 0
        assert capsys.readouterr().out == overview() + "\n"
    for name in COMMANDS:
        assert f"\n  {name} " in overview()


def test_no_help_imports_what_is_slow() -> None:
    """All helps in one fresh process: what one of them imported would be there at the end."""
    code = (
        "import sys\nfrom scripts.cli import command_names, main\n"
        "for name in command_names():\n"
        "    try:\n        main([name, '--help'])\n    except SystemExit:\n        pass\n"
        "main([])\n"
        "print('\\nLOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(done.stdout.partition("LOADED")[2].split())


MISTAKES = {
    "trian emoji20": "There is no command 'trian'.\n→ Did you mean 'train'? `KIT --help` lists",
    "qqqq": "There is no command 'qqqq'.\n→ `KIT --help` lists them all.",
    "train emoji20 --foldss 3": (
        "Unrecognized arguments: --foldss 3\n→ Did you mean --folds? `KIT train --help` lists"
    ),
    "train emoji20 --recip=cnn": "Unrecognized arguments: --recip=cnn\n→ Did you mean --recipe?",
    "host score a.csv --contest c --solutoin s.csv": "Did you mean --solution?",
    "host scrore a.csv": "invalid choice: 'scrore'",
    "host score": "`KIT host score --help` lists what it takes.",
    "train": "The following arguments are required: CONTEST\n→ `KIT train --help` lists",
    "train emoji20 --folds many": "Argument --folds: a whole number from 1 up was expected, 'many' came",
    "train emoji20 --folds 0": "a whole number from 1 up was expected, '0' came",
    "train emoji20 --workers -1": "a whole number from 1 up was expected, '-1' came",
    "train emoji20 --learning-rate big": "Argument --learning-rate: invalid float value: 'big'",
    "train emoji20 --recipe forst": "There is no recipe 'forst'; did you mean 'forest'?",
    "train emoji20 --recipe nowhere.py:build": "There is no file nowhere.py",
    "train emoji20 --optimizer sdg": "optimizer must be one of sgd, adam, adamw, not 'sdg'",
    "train emoji20 --recipe tree --epochs 3 --dropout 3": (
        "epochs is no setting of tree, dropout is no setting of tree\n→ It has: size, seed, max_depth"
    ),
    "train emoji20 --minutes -1": "--minutes must be a number above 0; -1.0 came",
    "train emoji20 --minutes nan": "--minutes must be a number above 0; nan came",
    "train emoji20 --minutes 0 --recipe forest": "--minutes must be a number above 0; 0.0 came",
    "train emoji20 --recipe tree --policy light": "tree learns from the pictures as they are",
    "train emoji20 --all cnn --epochs 9 --folds 2": "these flags don't go with it: --folds, --epochs",
    "train emoji21": "There is no contest 'emoji21': a folder or a built-in name was expected; did you mean emoji20?",
    "sweep emoji20": "The following arguments are required: --over",
    "sweep emoji20 --recipe tree --over max_depth": "such as learning_rate=0.1,0.01; 'max_depth' came",
    "sweep emoji20 --recipe tree --over max_depth=1,a,-2": "'a' is not a whole number at least 0, '-2' is not",
    "sweep emoji20 --recipe tree --over depth=1": "depth is no setting of tree (did you mean max_depth?)",
    "bench nothing": "There are no such rows: nothing\n→ There are: ",
    "test everything": "one of competition, augment, baselines, submit, scripts was expected, 'everything' came",
}


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_ends_in_one_sentence_and_2(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(line.split()) == 2
    printed = capsys.readouterr()
    assert MISTAKES[line].replace("KIT", typed([])) in printed.err
    assert "Traceback" not in printed.err
    assert not list(tmp_path.iterdir()), "a refused command leaves nothing behind"


def test_a_terminal_that_knows_no_japanese_gets_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "scripts.cli", "inspect", "犬"],
        cwd=ROOT,
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "", "SYSTEMROOT": ""},
    )
    assert done.returncode == 2
    assert b"There is no contest '?'" in done.stderr
    assert b"Traceback" not in done.stderr
