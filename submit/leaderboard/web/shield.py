"""Around every request: what the browser is allowed to do with a page, and how much anybody may send.

Plain ASGI, because a body has to be counted while it streams in, before anybody has kept any of it.
"""

from collections.abc import Awaitable, Callable

from anyio import move_on_after
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from competition.errors import KitError
from competition.messages import _, speaking
from submit.leaderboard.web.languages import LANGUAGE_COOKIE, language_of, translations
from submit.leaderboard.web.refusals import Refused, refusal
from submit.leaderboard.web.visitors import Visitor

# Nothing comes from another host, nothing runs, nobody puts a page of ours into a frame of theirs.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": browsers would then hide the origin from us, too.
    "referrer-policy": "same-origin",
}
# Forms without a file; what surrounds a file in its form.
_FORM_BYTES = 64 * 1024
_DRAINED_BYTES = 256 * 1024 * 1024
_DRAINED_S = 20.0


class Shield:
    """Adds the headers, chooses the language, and cuts off bodies that are too large.

    Args:
        app: What is shielded.
        file_limit: How many bytes a file may have at present.
        file_paths: The addresses that take files.
        refuse: How a refusal is shown.
    """

    def __init__(
        self,
        app: ASGIApp,
        file_limit: Callable[[], Awaitable[int]],
        file_paths: frozenset[str],
        refuse: Callable[[Request, Refused], Response],
    ) -> None:
        self.app = app
        self.file_limit = file_limit
        self.file_paths = file_paths
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        chosen = Request(scope).cookies.get(LANGUAGE_COOKIE, "")
        language = language_of(chosen, headers.get("accept-language", ""))
        scope.setdefault("state", {}).update(language=language, visitor=Visitor(), is_stale=False)
        with speaking(translations(language)):
            takes_file = scope["path"] in self.file_paths and scope["method"] == "POST"
            limit = _FORM_BYTES
            try:
                limit += await self.file_limit() if takes_file else 0
                refused = _refused(headers, limit)
            except KitError as error:
                refused = refusal(error)
            if refused is None:
                await self.app(scope, _counted(receive, limit), _with_headers(send))
                return
            response = self.refuse(Request(scope), refused)
            start = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
            await _with_headers(send)(start)
            await send({"type": "http.response.body", "body": response.body, "more_body": True})
            if "expect" not in headers:
                await _drain(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def too_large(limit: int) -> Refused:
    """The refusal of a body over the limit."""
    return Refused(413, _("This is too large: at most {limit} MB are taken").format(limit=f"{limit / 1e6:.3g}"))


def _refused(headers: Headers, limit: int) -> Refused | None:
    """Why a body is not even read, told by what is announced."""
    announced = headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > limit:
        return too_large(limit)
    if headers.get("content-encoding", "identity") != "identity":
        return Refused(415, _("A compressed body was sent; send the file as it is"))
    return None


def _counted(receive: Receive, limit: int) -> Receive:
    """The body, cut off where it gets larger than anybody announced."""
    n_bytes = 0

    async def counted() -> Message:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > limit:
            # The one exception that the reader of forms hands on as it is.
            raise HTTPException(413, too_large(limit).sentence)
        return message

    return counted


async def _drain(receive: Receive) -> None:
    """Let a body pass by unread, within reason: browsers show an answer only once they have sent everything."""
    n_bytes = 0
    with move_on_after(_DRAINED_S):
        while n_bytes < _DRAINED_BYTES:
            message = await receive()
            n_bytes += len(message.get("body", b""))
            if not message.get("more_body", False):
                break


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
