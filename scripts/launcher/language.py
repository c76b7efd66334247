"""The flag ``--language``, taken out of a command line wherever it stands: it is read before all others."""

from typing import List, Optional, Sequence, Tuple

FLAG = "--language"


def parted(argv: Sequence[str]) -> Tuple[Optional[str], List[str]]:
    """The language that a command line asks for, if it does, and its other words.

    >>> parted(["train", "emoji20", "--language", "ja"])
    ('ja', ['train', 'emoji20'])
    >>> parted(["--language=en", "runs"])
    ('en', ['runs'])
    """
    language, words = None, []  # type: Optional[str], List[str]
    coming = iter(argv)
    for word in coming:
        name, equals, value = word.partition("=")
        if name == FLAG:
            language = value if equals else next(coming, "")
        else:
            words.append(word)
    return language, words
