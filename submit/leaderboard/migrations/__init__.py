"""How a ledger's older databases become today's, one step a file in ``versions/``; run by `leaderboard.database`.

Steps are Alembic's. A new one names its own ``revision`` and the one before as ``down_revision``; then
``database.NEWEST`` names it, and a test sees whether the tables have become those in `schema`.
"""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection

from competition.errors import LedgerError
from competition.messages import _


def migrate(connection: Connection) -> None:
    """Take all steps that this database has not taken yet, within the transaction that is open.

    Raises:
        LedgerError: It was made by a newer kit, whose steps are not here.
    """
    script = ScriptDirectory(str(Path(__file__).parent))
    context = MigrationContext.configure(connection)
    found = context.get_current_revision()
    try:
        steps = list(script.iterate_revisions("head", found or "base"))
    except (CommandError, RevisionError) as error:
        raise LedgerError(
            _("A newer kit made this board's database (version {version})").format(version=found),
            hint=_("Open it with that kit."),
        ) from error
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
    context.stamp(script, "head")
