"""`fashion`: 70,000 pictures of clothes, from the four files of its authors (Xiao, Rasul, Vollgraf 2017).

The pictures to predict are the data set's own test part, whose answers everybody can look up: for lessons,
not for prizes.
"""

from pathlib import Path

from competition.builtin.downloads import Archive
from competition.builtin.idx import build_idx_contest
from competition.contest_page import PAGE

VERSION = 1

_PLACES = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
)

ARCHIVES = (
    Archive("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880, _PLACES),
    Archive("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe", 29_515, _PLACES),
    Archive("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79", 4_422_102, _PLACES),
    Archive("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310", 5_148, _PLACES),
)


def build(folder: Path) -> None:
    """Make the contest's folder."""
    build_idx_contest(folder, Path(__file__).with_name(PAGE), ARCHIVES, n_train=60_000, n_test=10_000)
