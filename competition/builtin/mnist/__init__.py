"""`mnist`: 70,000 handwritten digits, from the four files of its authors (LeCun, Cortes, Burges 1998).

The pictures to predict are the data set's own test part, whose answers everybody can look up: for lessons,
not for prizes.
"""

from pathlib import Path

from competition.builtin.downloads import Archive
from competition.builtin.idx import build_idx_contest
from competition.contest_page import PAGE

VERSION = 1

# The authors' server is often closed; the second is the copy PyTorch keeps for everybody.
_PLACES = ("http://yann.lecun.com/exdb/mnist", "https://ossci-datasets.s3.amazonaws.com/mnist")

ARCHIVES = (
    Archive("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422, _PLACES),
    Archive("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432", 28_881, _PLACES),
    Archive("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3", 1_648_877, _PLACES),
    Archive("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c", 4_542, _PLACES),
)


def build(folder: Path) -> None:
    """Make the contest's folder."""
    build_idx_contest(folder, Path(__file__).with_name(PAGE), ARCHIVES, n_train=60_000, n_test=10_000)
