"""The plain operations of a first lesson on pictures, each a few lines of NumPy that can be checked by hand.

A picture is a table of numbers: ``image[row, column]`` holds red, green and blue, each 0 … 255. What a network
is trained with stands in `augment.policies`; a convolutional network *learns* kernels like those of `filtered`.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from competition.errors import RecipeError
from competition.messages import _

Operation = Callable[[np.ndarray], np.ndarray]

# Sobel's two kernels (1968): how much brighter it gets from left to right, and from top to bottom.
SOBEL_ACROSS = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
SOBEL_DOWN = SOBEL_ACROSS.T
# How bright red, green and blue look to us.
_BRIGHTNESS = np.array([0.299, 0.587, 0.114])


def resized(image: np.ndarray, size: int) -> np.ndarray:
    """The picture with ``size`` rows and columns, each copied from the old one in its place.

    >>> resized(np.array([[1, 2], [3, 4]]), 4)
    array([[1, 1, 2, 2],
           [1, 1, 2, 2],
           [3, 3, 4, 4],
           [3, 3, 4, 4]])
    """
    height, width = image.shape[:2]
    rows = np.arange(size) * height // size
    columns = np.arange(size) * width // size
    return image[rows][:, columns]


def cropped(image: np.ndarray, share: float) -> np.ndarray:
    """The middle of the picture: ``share`` of its height and of its width.

    >>> cropped(np.arange(16).reshape(4, 4), 0.5)
    array([[ 5,  6],
           [ 9, 10]])
    """
    height, width = image.shape[:2]
    top, left = round(height * (1 - share) / 2), round(width * (1 - share) / 2)
    return image[top : height - top, left : width - left]


def rotated(image: np.ndarray, degrees: float) -> np.ndarray:
    """The picture turned to the left about its middle; what comes from outside is black.

    For each *new* pixel we ask where it was before; the other way round, holes would be left.

    >>> rotated(np.array([[1, 2], [3, 4]]), 90)
    array([[2, 4],
           [1, 3]])
    """
    height, width = image.shape[:2]
    rows, columns = np.indices((height, width))
    down, right = rows - (height - 1) / 2, columns - (width - 1) / 2
    angle = np.deg2rad(degrees)
    old_rows = np.rint(np.cos(angle) * down + np.sin(angle) * right + (height - 1) / 2).astype(int)
    old_columns = np.rint(np.cos(angle) * right - np.sin(angle) * down + (width - 1) / 2).astype(int)
    inside = (old_rows >= 0) & (old_rows < height) & (old_columns >= 0) & (old_columns < width)
    turned = np.zeros_like(image)
    turned[inside] = image[old_rows[inside], old_columns[inside]]
    return turned


def shifted(image: np.ndarray, down: int, right: int) -> np.ndarray:
    """The picture moved by whole pixels, not backwards; what enters at the edge is black.

    >>> shifted(np.array([[1, 2], [3, 4]]), down=0, right=1)
    array([[0, 1],
           [0, 3]])
    """
    height, width = image.shape[:2]
    moved = np.zeros_like(image)
    moved[down:, right:] = image[: height - down, : width - right]
    return moved


def flipped(image: np.ndarray) -> np.ndarray:
    """The picture in the mirror: each row read from its end.

    >>> flipped(np.array([[1, 2], [3, 4]]))
    array([[2, 1],
           [4, 3]])
    """
    return image[:, ::-1]


def channel(image: np.ndarray, number: int) -> np.ndarray:
    """Only the red (0), green (1) or blue (2) of the picture, the others black.

    >>> channel(np.array([[[9, 8, 7]]]), 1)
    array([[[0, 8, 0]]])
    """
    alone = np.zeros_like(image)
    alone[..., number] = image[..., number]
    return alone


def filtered(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Each pixel becomes a weighted sum of itself and its neighbours; the kernel holds the weights.

    At the border the outermost pixels are repeated. What falls below 0 or above 255 is cut off there.

    Args:
        image: uint8 (height, width, 3).
        kernel: The weights, (k, k) with an odd k; the middle one is the pixel's own.

    Returns:
        uint8 of the same shape.

    >>> dot = np.zeros((3, 3, 1), dtype=np.uint8)
    >>> dot[1, 1] = 90
    >>> filtered(dot, np.full((3, 3), 1 / 9))[..., 0]
    array([[10, 10, 10],
           [10, 10, 10],
           [10, 10, 10]], dtype=uint8)
    """
    return np.clip(np.rint(_weighted_sums(image, kernel)), 0, 255).astype(np.uint8)


def mean_filtered(image: np.ndarray, side: int) -> np.ndarray:
    """Each pixel becomes the mean of the ``side`` × ``side`` pixels around it: the picture blurs, noise fades.

    >>> mean_filtered(np.full((2, 2, 3), 200, dtype=np.uint8), 3)[0, 0]
    array([200, 200, 200], dtype=uint8)
    """
    return filtered(image, np.full((side, side), 1 / side**2))


def sobel(image: np.ndarray, kernels: Sequence[np.ndarray] = (SOBEL_ACROSS, SOBEL_DOWN)) -> np.ndarray:
    """Where the brightness changes: edges white, even places black.

    Args:
        image: uint8 (height, width, 3).
        kernels: Which changes count: across, down, or both.

    >>> halves = np.zeros((3, 4, 3), dtype=np.uint8)
    >>> halves[:, 2:] = 50
    >>> sobel(halves)[..., 0]
    array([[  0, 200, 200,   0],
           [  0, 200, 200,   0],
           [  0, 200, 200,   0]], dtype=uint8)
    """
    grey = (image @ _BRIGHTNESS)[..., np.newaxis]
    squares = sum(_weighted_sums(grey, kernel) ** 2 for kernel in kernels)
    return np.repeat(np.clip(np.rint(np.sqrt(squares)), 0, 255).astype(np.uint8), 3, axis=-1)


def _weighted_sums(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """For each pixel, the neighbours times their weights, added up; float64 of the picture's shape."""
    height, width = image.shape[:2]
    reach = len(kernel) // 2
    padded = np.pad(image.astype(float), ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    total = np.zeros(image.shape)
    for row in range(len(kernel)):
        for column in range(len(kernel)):
            total += kernel[row, column] * padded[row : row + height, column : column + width]
    return total


def kernel_from(text: str) -> np.ndarray:
    """A 3 × 3 kernel of one's own, rows parted by semicolons.

    Raises:
        RecipeError: It is not three rows of three finite numbers.

    >>> kernel_from("0,-1,0; -1,5,-1; 0,-1,0")[1]
    array([-1.,  5., -1.])
    """
    try:
        kernel = np.array([[float(number) for number in row.split(",")] for row in text.split(";")])
    except ValueError:  # no number, or rows of different lengths
        kernel = np.empty(0)
    if kernel.shape != (3, 3) or not np.isfinite(kernel).all():
        raise RecipeError(
            _("A kernel is three rows of three numbers; '{text}' came").format(text=text),
            hint=_('Write it in quotes, as --kernel "0,-1,0; -1,5,-1; 0,-1,0".'),
        )
    return kernel


# Each name with what is shown for it, in order.
OPERATIONS: Mapping[str, Mapping[str, Operation]] = {
    "resize": {
        _("half"): lambda image: resized(image, max(1, len(image) // 2)),
        _("a quarter"): lambda image: resized(image, max(1, len(image) // 4)),
        _("an eighth"): lambda image: resized(image, max(1, len(image) // 8)),
    },
    "crop": {
        _("three quarters"): lambda image: cropped(image, 0.75),
        _("half"): lambda image: cropped(image, 0.5),
    },
    "rotate": {
        "15°": lambda image: rotated(image, 15),
        "45°": lambda image: rotated(image, 45),
        "90°": lambda image: rotated(image, 90),
    },
    "shift": {
        _("down"): lambda image: shifted(image, len(image) // 4, 0),
        _("right"): lambda image: shifted(image, 0, len(image) // 4),
        _("both"): lambda image: shifted(image, len(image) // 4, len(image) // 4),
    },
    "flip": {_("mirrored"): flipped},
    "red": {_("red"): lambda image: channel(image, 0)},
    "green": {_("green"): lambda image: channel(image, 1)},
    "blue": {_("blue"): lambda image: channel(image, 2)},
    "mean": {
        "3 × 3": lambda image: mean_filtered(image, 3),
        "5 × 5": lambda image: mean_filtered(image, 5),
        "9 × 9": lambda image: mean_filtered(image, 9),
    },
    "sobel": {
        _("edges"): sobel,
        _("changes from left to right"): lambda image: sobel(image, [SOBEL_ACROSS]),
        _("changes from top to bottom"): lambda image: sobel(image, [SOBEL_DOWN]),
    },
}


def operation(name: str) -> Mapping[str, Operation]:
    """What is shown for the operation with this name, by caption.

    Raises:
        RecipeError: There is none.
    """
    if name not in OPERATIONS:
        raise RecipeError(
            _("There is no operation '{name}'").format(name=name),
            hint=_("Choose one of {known}, or kernel with --kernel.").format(known=", ".join(OPERATIONS)),
        )
    return OPERATIONS[name]
