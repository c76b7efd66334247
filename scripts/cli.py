"""From a command line to a command: finds it, reads its flags, and ends user errors in one plain sentence.

Only the command asked for is imported, so that help comes at once. Each lives in `scripts.commands` as a
module with ``SUMMARY``, ``EXAMPLE``, ``add_arguments(parser)`` and ``run(args) -> exit code``.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from competition.errors import KitError
from competition.languages import LANGUAGES
from competition.messages import _, speak
from scripts.command_line import typed
from scripts.help_lines import Help
from scripts.launcher.language import FLAG, parted

USER_ERROR = 2
INTERRUPTED = 130
_COMMANDS = Path(__file__).parent / "commands"


def command_names() -> list[str]:
    """Every command there is, as the user writes it."""
    return sorted(path.stem.replace("_", "-") for path in _COMMANDS.glob("[a-z]*.py"))


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are sentences like all others."""

    def error(self, message: str, unknown: Sequence[str] = ()) -> NoReturn:
        """Name the fault, guess what was meant, and say where help is."""
        flags = _flags(self)
        wrong = [word for word in unknown if word.startswith("--")]
        close = [found for word in wrong for found in get_close_matches(word.split("=")[0], flags, n=1)]
        raise KitError(
            message[:1].upper() + message[1:],
            hint=(_("Did you mean {flags}? ").format(flags=", ".join(close)) if close else "")
            + _("`{help}` lists what it takes.").format(help=typed([*self.prog.split()[1:], "--help"])),
        )

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Read the words; those that nobody knows are an error, whatever language its sentence is in."""
        parsed, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self.error(_("unrecognized arguments: {words}").format(words=" ".join(unknown)), unknown)
        return parsed


def _flags(parser: argparse.ArgumentParser) -> list[str]:
    """Every flag a parser knows, those behind its words (``host score``) included."""
    found: list[str] = []
    for action in parser._actions:
        found += action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            found += [flag for one in action.choices.values() for flag in _flags(one)]
    return found


def parser_of(name: str) -> Parser:
    """The parser of one command, with its example at the end of its help."""
    command = importlib.import_module(f"scripts.commands.{name.replace('-', '_')}")
    parser = Parser(
        prog=f"kit.py {name}",
        description=command.SUMMARY,
        epilog=_("Example: {example}").format(example=command.EXAMPLE),
        formatter_class=Help,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    parser.add_argument(FLAG, choices=LANGUAGES, help=_("the language to speak: English or Japanese (default: yours)"))
    parser.set_defaults(run=command.run)
    return parser


def overview() -> str:
    """All commands, a line each."""
    lines = [_("Usage: {command} …   (COMMAND --help says more)").format(command=typed(["COMMAND"])), ""]
    for name in command_names():
        summary = importlib.import_module(f"scripts.commands.{name.replace('-', '_')}").SUMMARY
        lines.append(f"  {name:<14} {summary}")
    lines += ["", _("Start with: {command}").format(command=typed(["quickstart"]))]
    return "\n".join(lines)


def main(argv: Sequence[str]) -> int:
    """Run one command line.

    Args:
        argv: Without the program's name.

    Returns:
        The exit code: 0 when all went well, 2 when the user can mend something, 130 after Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark instead of a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    language, words = parted(argv)
    speak(language if language in LANGUAGES else None)
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    name, *rest = words
    if name not in command_names():
        close = get_close_matches(name, command_names(), n=1)
        hint = _("Did you mean '{close}'? ").format(close=close[0]) if close else ""
        print(_("There is no command '{name}'.").format(name=name), file=sys.stderr)
        print("→ " + hint + _("`{help}` lists them all.").format(help=typed(["--help"])), file=sys.stderr)
        return USER_ERROR
    try:
        # Behind a word such as `host score` its own parser would not know the flag.
        asked = [] if language is None else [FLAG, language]
        args = parser_of(name).parse_args([*asked, *rest])
        return int(args.run(args))
    except KitError as error:
        print(error, file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print(_("Stopped. The same command starts it again."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # `kit.py runs | head`: the reader has seen enough.
        sys.stdout = None  # type: ignore[assignment]
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
