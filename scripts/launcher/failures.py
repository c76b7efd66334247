"""Why the set-up can fail: each cause in one sentence with its way out. Nothing is tried or mended here."""

import re
import sys
from typing import Optional

if sys.version_info >= (3, 11):
    from competition.messages import _
else:
    # `competition.messages` needs a newer Python than the one that runs this; its catalogue does not.
    from competition.languages import catalogue

    _ = catalogue().gettext


class SetupError(Exception):
    """The machine lacks something; the message is one plain sentence and what to do."""


# What pip's log says → what it means. The first that is found wins: a full disk or a missing network makes
# pip add other, misleading lines. Numbers are looked for where the text changes with the system's language.
PIP_SAYS = (
    (
        r"No space left|Errno 28\b|Errno 122\b|WinError 112\b",
        _("The disk became full while the packages were installed. Free some space and start again."),
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSL: ",
        _(
            "The package server's certificate was not accepted; many schools put a filter in between. "
            "Ask for its certificate file and run: pip config set global.cert FILE"
        ),
    ),
    (
        r"connection broken by|NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError"
        r"|Max retries exceeded|connection error|Connection (?:aborted|refused|reset)|timed out",
        _(
            "The packages could not be downloaded: there is no way to the package server. "
            "Check the network (a proxy goes into the variable HTTPS_PROXY) and start again."
        ),
    ),
    (
        r"DO NOT MATCH THE HASHES",
        _(
            "A downloaded package is not the one that was checked (its hash differs); nothing was installed. "
            "Start again; if it comes back, something between you and the package server changes files."
        ),
    ),
    (
        r"externally-managed-environment",
        _("This Python belongs to the system and takes no packages. Start without --here."),
    ),
    (
        r"Errno 13\b|Errno 30\b|WinError 5\b|Permission denied",
        _("A package could not be written: no permission. Copy the kit into a folder of your own."),
    ),
    (
        r"No matching distribution found",
        _(
            "There is no ready-made package for this computer: TensorFlow runs on 64-bit Windows, Linux and "
            "Apple silicon Macs. Use a free notebook (Colab, Kaggle) instead."
        ),
    ),
)


def pip_failure(log: str) -> Optional[str]:
    """What went wrong, in one sentence, from what pip wrote; None where it is nothing we know.

    >>> pip_failure("ERROR: [Errno 28] No space left on device")
    'The disk became full while the packages were installed. Free some space and start again.'
    """
    for pattern, sentence in PIP_SAYS:
        if re.search(pattern, log):
            return sentence
    return None
