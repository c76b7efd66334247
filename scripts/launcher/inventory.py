"""Which packages are in this Python, and which a requirements file asks for. Installs nothing."""

import re
from typing import Dict


def normalized(name: str) -> str:
    """A package's name as the package index compares it.

    >>> normalized("Resvg_Py")
    'resvg-py'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def required(text: str) -> Dict[str, str]:
    r"""The packages a requirements file asks for, each with its whole line.

    >>> required("# tables\npandas>=2.3,<4  # or newer\n")
    {'pandas': 'pandas>=2.3,<4'}
    """
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return {normalized(re.split(r"[<>=!~\[; ]", line)[0]): line for line in lines if line}


def installed() -> Dict[str, str]:
    """Every package in this Python with its version."""
    # Here and not above: Python 3.6 and 3.7 lack it, and don't come this far.
    from importlib.metadata import distributions

    found = {}  # type: Dict[str, str]
    for distribution in distributions():
        name, version = distribution.metadata["Name"], distribution.version
        if name and version:
            # The first on the path is the one that is imported.
            found.setdefault(normalized(name), version)
    return found
