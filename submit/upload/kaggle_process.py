"""The official Kaggle client, in a process of its own; `submit.upload.kaggle` starts it.

Importing the client signs in, prints, and may end the process; all of that stays here. One JSON object comes in on
standard input (an ``action`` and its words), one goes out on standard output: what Kaggle answered, or the ``fault``
and whether the action ``began`` before it. The client reads the user's token by itself; nothing that leaves this
process holds it.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from competition.turns import turn

_LISTED = 100
_POLL_S = 5
_SHORTEST_SECRET = 8


def main() -> None:
    """Read what is asked, answer it."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
        text = json.dumps(_answer(json.load(sys.stdin)))
    for secret in _secrets():
        text = text.replace(secret, "…")
    with answers:
        answers.write(text)


def _answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    try:
        import kaggle
        from requests import HTTPError
        from requests.exceptions import ChunkedEncodingError, ConnectionError, Timeout
    except ImportError as error:
        return {"fault": "package", "said": str(error), "began": False}
    except OSError as error:  # a home folder that cannot be written
        return {"fault": "client", "said": str(error), "began": False}
    began = False
    try:
        if kaggle.api.CONFIG_NAME_AUTH_METHOD not in kaggle.api.config_values:
            # The import tried in vain and kept to itself why.
            kaggle.api.authenticate()
        began = True
        if asked["action"] == "scored":
            return _scored(kaggle.api, asked)
        # A client that outlived its command may still be sending: what there is can only be listed after it.
        with turn(Path(asked["turn"])):
            return (_sent if asked["action"] == "sent" else _overview)(kaggle.api, asked)
    except SystemExit:
        fault: dict[str, Any] = {"fault": "token" if _secrets() else "credentials"}
    except HTTPError as error:
        fault = _http_fault(error)
    except (ConnectionError, Timeout, ChunkedEncodingError):
        fault = {"fault": "network"}
    except Exception as error:  # whatever the client makes of an answer that it did not expect
        fault = {"fault": "nonsense", "said": type(error).__name__}
    return fault | {"began": began}


def _http_fault(error: Any) -> dict[str, Any]:
    try:
        told = dict(error.response.json())
    except (ValueError, TypeError):
        told = {}
    # Kaggle may well say 404 in an answer that came with a 200.
    status = max(error.response.status_code, told["code"] if isinstance(told.get("code"), int) else 0)
    return {"fault": "http", "status": status, "said": str(told.get("message", ""))}


def _secrets() -> list[str]:
    """Every token the client may have found."""
    sdk, client = sys.modules.get("kagglesdk"), sys.modules.get("kaggle")
    found = [sdk.get_access_token_from_env()[0]] if sdk else []
    found += [client.api.config_values.get(name) for name in ("token", "key", "api_token")] if client else []
    return [secret for secret in found if secret and len(secret) >= _SHORTEST_SECRET]


def _overview(api: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    listed = api.competition_submissions(asked["competition"], page_size=_LISTED) or []
    return {"submissions": [_told(one) for one in listed], "left": _left(api, asked["competition"])}


def _sent(api: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    answer = api.competition_submit(asked["file"], asked["message"], asked["competition"], quiet=True)
    if answer.message == api.COMPETITION_SUBMIT_UPLOAD_FAILED_MESSAGE:
        return {"fault": "upload", "began": True}
    return {"reference": str(answer.ref or "")}


def _scored(api: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Ask until the file is judged; a hiccup on the way is no reason to stop asking."""
    from requests import HTTPError, RequestException

    until = time.monotonic() + asked["waits_s"]
    while True:
        try:
            answer = _overview(api, asked)
        except RequestException as error:
            is_no = isinstance(error, HTTPError) and _http_fault(error)["status"] in (401, 403, 404)
            if is_no or time.monotonic() + _POLL_S > until:
                raise
            time.sleep(_POLL_S)
            continue
        mine = [one for one in answer["submissions"] if one["reference"] == asked["reference"]]
        if (mine and mine[0]["state"] != "pending") or time.monotonic() + _POLL_S > until:
            return {"submission": mine[0] if mine else None, "left": answer["left"]}
        time.sleep(_POLL_S)


def _left(api: Any, competition: str) -> int | None:
    """How many files may be sent today; None where Kaggle does not tell, which is no reason not to send one."""
    from requests import RequestException

    try:
        limits = api.competition_get_submission_limits(competition)
    except (RequestException, ValueError, TypeError):
        return None
    # All zero is a team that Kaggle does not know yet.
    known = limits.num_allowed_now or limits.num_today or limits.num_total
    return int(limits.num_allowed_now) if known else None


def _told(one: Any) -> dict[str, Any]:
    return {
        "reference": str(one.ref),
        "message": str(one.description or ""),
        "state": {"COMPLETE": "complete", "ERROR": "failed"}.get(one.status.name, "pending"),
        "public": _number(one.public_score),
        "private": _number(one.private_score),
        "said": str(one.error_description or ""),
    }


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


if __name__ == "__main__":
    main()
