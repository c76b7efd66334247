"""`host new` as an organizer meets it: what is said, what a team can do with it, and every refusal."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.cli import main
from tests.files import foldered, noise, png
from tests.photos import class_photos, everything_in, photo, scene

GOLDEN = Path(__file__).parent / "golden"
COUNTS = {"犬": 12, "cat": 12, "が": 12}


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return foldered(Path("photos"), class_photos(COUNTS))


def test_from_photos_to_a_scored_submission(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (photos / "犬" / "notes.txt").write_text("rain")
    assert main(["host", "new", "photos", "--out", "動物", "--classes", "3", "--size", "48", "--seed", "7"]) == 0
    said = capsys.readouterr().out
    assert "Note: 1 file is no photo and is left aside: 犬/notes.txt" in said
    assert "36 pictures in 3 classes: 24 to learn from; to answer 6 public, 6 private." in said
    assert "All are JPEG, upright, at most 48 pixels long" in said
    assert str(Path("動物/public")) in said
    assert "the seed (7)" in said
    assert main(["inspect", "動物/public", "--out", "sheet.png"]) == 0
    assert main(["train", "動物/public", "--recipe", "tree", "--folds", "2", "--runs", "runs"]) == 0
    assert main(["submit", "動物/public", "tree", "--runs", "runs", "--out", "files/team.csv"]) == 0
    score = ["host", "score", "files", "--contest", "動物/public", "--solution", "動物/private/solution.csv"]
    capsys.readouterr()
    assert main([*score, "--final"]) == 0
    assert "private" in capsys.readouterr().out


def test_a_seed_is_drawn_told_and_kept(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["host", "new", "photos", "--out", "one"]) == 0
    seed = re.search(r"the seed \((\d+)\)", capsys.readouterr().out)
    assert seed is not None
    assert f"seed = {seed[1]}\n" in Path("one/private/plan.toml").read_text(encoding="utf-8")
    assert main(["host", "new", "photos", "--out", "two", "--name", "one", "--seed", seed[1]]) == 0
    assert everything_in(Path("one")) == everything_in(Path("two"))


def test_drawings_stay_lossless_where_all_of_them_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"{name}/{number}.png" for name in ("a", "b") for number in range(10)]
    foldered(tmp_path / "raw", {name: png(noise(seed, 20, 20)) for seed, name in enumerate(names)})
    assert main(["host", "new", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 0
    assert "All are PNG" in capsys.readouterr().out
    assert main(["host", "new", str(tmp_path / "raw"), "--out", str(tmp_path / "jpg"), "--format", "jpeg"]) == 0
    assert "All are JPEG" in capsys.readouterr().out


def test_doubtful_and_left_out_photos_are_named(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The 13th scene is the first cat's: saved once more, it lies among the dogs.
    (photos / "犬" / "again.JPG").write_bytes(photo(scene(12), quality=70))
    (photos / "cat" / "broken.JPG").write_bytes(b"broken")
    assert main(["host", "new", "photos", "--out", "out", "--leave-out"]) == 0
    said = capsys.readouterr().out
    assert "Near twins with two labels, to be looked at: cat/IMG_0000.JPG = 犬/again.JPG" in said
    assert "1 photo is left out: cat/broken.JPG (why:" in said
    assert "2 of them belong together in 1 group" in said


Words = list[str]


def too_few_classes(photos: Path) -> Words:
    return ["--classes", "20"]


def too_few_photos(photos: Path) -> Words:
    for number in range(4, 12):
        (photos / "犬" / f"IMG_{number:04d}.JPG").unlink()
    (photos / "空").mkdir()
    return []


def wide_letters(photos: Path) -> Words:
    (photos / "犬").rename(photos / "ＣＡＴ")
    return []


def heic(photos: Path) -> Words:
    (photos / "犬" / "IMG_0099.HEIC").write_bytes(b"\0\0\0\x18ftypheic")
    return []


def damaged_and_tiny(photos: Path) -> Words:
    (photos / "犬" / "IMG_0001.JPG").write_bytes(b"broken")
    (photos / "cat" / "dot.png").write_bytes(png(noise(1, 4, 4)))
    return ["--min-per-class", "12"]


def twins_with_two_labels(photos: Path) -> Words:
    for name in ("犬/a.JPG", "が/b.JPG"):
        (photos / name).write_bytes((photos / "cat" / "IMG_0003.JPG").read_bytes())
    return []


def all_one_burst(photos: Path) -> Words:
    for number in range(11):
        place = photos / "犬" / f"IMG_{number:04d}.JPG"
        place.write_bytes(photo(scene(900), f"2026:11:20 10:00:{number:02d}", quality=80 + number))
    return []


def out_is_there(photos: Path) -> Words:
    Path("out").mkdir()
    return []


def out_among_the_photos(photos: Path) -> Words:
    return ["--out", "photos/out"]


def no_such_metric(photos: Path) -> Words:
    return ["--metric", "beauty", "--name", "a/b"]


def no_such_column(photos: Path) -> Words:
    return ["--group", "coin"]


REFUSED = [
    too_few_classes,
    too_few_photos,
    wide_letters,
    heic,
    damaged_and_tiny,
    twins_with_two_labels,
    all_one_burst,
    out_is_there,
    out_among_the_photos,
    no_such_metric,
    no_such_column,
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.__name__)
def test_a_refusal_says_everything_and_leaves_nothing(
    case: Callable[[Path], Words], photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = case(photos)
    before = sorted(Path().rglob("*"))
    assert main(["host", "new", "photos", "--out", "out", *words]) == 2
    assert capsys.readouterr().err == (GOLDEN / f"new_{case.__name__}.txt").read_text(encoding="utf-8")
    assert sorted(Path().rglob("*")) == before


def test_every_golden_file_has_a_case() -> None:
    assert {path.stem for path in GOLDEN.glob("new_*.txt")} == {f"new_{case.__name__}" for case in REFUSED}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--test", "1"], "a share such as 0.3 was expected, '1' came"),
        (["--test", "x"], "a share such as 0.3 was expected, 'x' came"),
        (["--burst", "-1"], "seconds of a day were expected, '-1' came"),
        (["--size", "0"], "a whole number from 1 up was expected, '0' came"),
    ],
)
def test_a_flag_that_cannot_be(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["host", "new", "photos", "--out", "out", *words]) == 2
    assert sentence in capsys.readouterr().err


# Not getrusage: what a child counts there begins with its parent's peak.
MEMORY = """
import re, sys
from pathlib import Path
from scripts.cli import main
assert main(["host", "new", *sys.argv[1:]]) == 0
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is counted in other units elsewhere")
def test_photos_of_12_megapixels_take_little_memory(tmp_path: Path) -> None:
    names = [f"{name}/{number}.jpg" for name in ("犬", "cat") for number in range(10)]
    foldered(tmp_path / "raw", {name: photo(scene(seed, 4032, 3024)) for seed, name in enumerate(names)})
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(tmp_path / "raw"), "--out", str(tmp_path / "out")],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert int(done.stdout.split()[-1]) < 2**20
