"""`host serve`: the live board in a browser, until Ctrl-C."""

import argparse
import json
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from competition.messages import _
from scripts import ledgers
from scripts.arguments import at_least_one

if TYPE_CHECKING:
    from fastapi import FastAPI

    from submit.leaderboard.ledger import Ledger

SUMMARY = _("keep the contest's live board: teams upload in the browser, everybody sees who is where")
EXAMPLE = "python3 scripts/kit.py host serve my_contest --bind 0.0.0.0"

# What a worker needs to know to open the same ledger.
_WORKER = "KIT_BOARD"
# A worker that scores many large files at once is busy, not dead.
_PATIENCE_S = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags."""
    ledgers.add_ledger_arguments(parser)
    parser.add_argument(
        "--bind",
        default="127.0.0.1",
        metavar="ADDRESS",
        help=_("who may reach it (default: this machine alone; 0.0.0.0: everybody on the network)"),
    )
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help=_("its number (default: 8000)"))
    parser.add_argument(
        "--workers",
        type=at_least_one,
        default=1,
        metavar="N",
        help=_("processes that answer; 2 for fifty teams (default: 1)"),
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError(_("1 to 65535 was expected, '{text}' came").format(text=text))
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Print where the board is, and keep it until it is stopped."""
    import uvicorn

    _validate_free(args.bind, args.port)
    settings = {"host": args.bind, "port": args.port, "log_level": "warning", "server_header": False}
    with ledgers.opened_ledger(args) as ledger:
        _welcome(args, ledger)
        if args.workers == 1:
            from submit.leaderboard.web.app import board_app

            uvicorn.run(board_app(ledger), **settings)
            return 0
    os.environ[_WORKER] = json.dumps([args.contest, args.solution and str(args.solution), args.url])
    uvicorn.run(
        "scripts.host.serve:worker",
        factory=True,
        workers=args.workers,
        timeout_worker_healthcheck=_PATIENCE_S,
        **settings,
    )
    return 0


def _welcome(args: argparse.Namespace, ledger: "Ledger") -> None:
    """Score what a crash left over, and print what the organizer has to know."""
    from scripts.solutions import hosted, solution_of

    n_left_over = ledger.score_waiting(ledgers.moment())
    if n_left_over:
        print(_("Scored what had been received before the last stop: {n}").format(n=n_left_over))
    contest, folder, beside = hosted(args.contest)
    path, solution = solution_of(contest, folder, args.solution or beside)
    if not ledger.knows(solution):
        print(
            _("Scores follow other hidden labels than those in {path}: `host rescore` lets these count.").format(
                path=path
            )
        )
    if not ledger.has_organizer():
        token = ledger.new_organizer_token(ledgers.moment())
        print(_("The organizer's token, shown this once: {token}").format(token=token))
    address = f"http://{_reached_at(args.bind)}:{args.port}/"
    print(_("The board is at {address}; enter teams at {address}organizer/teams").format(address=address))
    print(_("Ctrl-C stops it; nothing is lost."), flush=True)


def worker() -> "FastAPI":
    """The application of one of several workers, started by uvicorn in a process of its own."""
    from submit.leaderboard.web.app import board_app

    contest, solution, url = json.loads(os.environ[_WORKER])
    same = argparse.Namespace(contest=contest, solution=solution and Path(solution), url=url)
    return board_app(ledgers.opened_ledger(same))


def _validate_free(bind: str, port: int) -> None:
    from competition.errors import KitError

    try:
        with socket.create_server((bind, port)):
            pass
    except OSError as error:
        raise KitError(
            _("The board cannot be kept at {bind}, port {port} ({reason})").format(
                bind=bind, port=port, reason=error.strerror
            ),
            hint=_("Is it running already? Otherwise choose another one: --port 8001."),
        ) from error


def _reached_at(bind: str) -> str:
    """The address that others type; for "everybody" that of this machine on its network."""
    if bind not in ("0.0.0.0", "::"):
        return f"[{bind}]" if ":" in bind else bind
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # Nothing is sent: it only tells by which of its addresses this machine would.
            asked.connect(("192.0.2.1", 9))
            return str(asked.getsockname()[0])
        except OSError:
            return socket.gethostname()
