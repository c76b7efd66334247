"""Where a network looked, laid over the picture it looked at. How that is found out is `baselines.explain`'s."""

import numpy as np

# From hardly to most, readable by people who see no red or no green: yellow, orange, dark red.
_GLOW = np.array([(255, 236, 120), (250, 150, 40), (190, 20, 30)], dtype=np.float32)
_GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_MOST_GLOW = 0.8
_FADED = 0.45


def overlaid(picture: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """The picture, glowing where the heat is and pale and grey where it is not.

    Args:
        picture: uint8 (height, width, 3).
        heat: float (rows, columns), 0 … 1; of another size, it is drawn out smoothly to the picture's.

    Returns:
        uint8 (height, width, 3).

    >>> overlaid(np.zeros((1, 1, 3), np.uint8), np.ones((1, 1)))[0, 0].tolist()
    [152, 16, 24]
    """
    level: np.ndarray = heat.astype(np.float32)
    if level.shape != picture.shape[:2]:
        from cv2 import INTER_CUBIC, resize

        level = resize(level, picture.shape[1::-1], interpolation=INTER_CUBIC)
    level = np.clip(level, 0, 1)
    pixels = picture.astype(np.float32)
    grey = np.repeat((pixels @ _GREY)[..., None], 3, axis=2)
    pale = 255 - (255 - grey) * (1 - _FADED)
    base = pale + (pixels - pale) * level[..., None]
    stops = np.linspace(0, 1, len(_GLOW))
    glow = np.stack([np.interp(level, stops, _GLOW[:, channel]) for channel in range(3)], axis=-1)
    share = (_MOST_GLOW * level)[..., None]
    mixed: np.ndarray = (base + (glow - base) * share).round().astype(np.uint8)
    return mixed
