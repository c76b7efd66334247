"""A ledger in one file that can be carried away, and back again: a SQLite database, whatever it is kept in itself.

So a backup is also the way from SQLite to PostgreSQL. It holds the hidden labels and every team's files.
"""

import hashlib
import shutil
import tempfile
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select, text

from competition import atomic
from competition.errors import LedgerError
from competition.messages import _
from competition.progress import track
from submit.leaderboard import schema
from submit.leaderboard.database import alone, opened, reading, without_password, writing

# Files of some megabytes each go one by one.
_AT_ONCE = 100


def back_up(url: str, path: Path) -> int:
    """Copy a ledger, as it is at one moment, into a file; teams may go on handing in meanwhile.

    Args:
        url: The ledger's database.
        path: The file to write; one of this name is replaced when the copy is whole.

    Returns:
        How many submissions it holds.

    Raises:
        LedgerError: There is no ledger there.
        DiskError: The file cannot be written.
    """
    source = opened(url, is_there=True)
    with tempfile.TemporaryDirectory(dir=_folder(path)) as folder:
        fresh = Path(folder) / "board.sqlite"
        n = _copied_into(source, f"sqlite:///{fresh.as_posix()}")
        with atomic.replacing(path) as beside:
            shutil.copyfile(fresh, beside)
            # Hidden labels and everybody's files: for its owner alone.
            beside.chmod(0o600)
    return n


def restore(path: Path, url: str) -> int:
    """Make a ledger from a backup, in a database that holds none yet.

    Args:
        path: What `back_up` wrote.
        url: The database.

    Returns:
        How many submissions it holds.

    Raises:
        LedgerError: The backup is damaged or none, or the database holds a ledger already.
    """
    if not path.is_file():
        raise LedgerError(_("There is no backup {path}").format(path=path))
    with tempfile.TemporaryDirectory() as folder:
        # A copy, because opening an older one brings it up to date.
        copy = Path(folder) / "board.sqlite"
        shutil.copyfile(path, copy)
        source = opened(f"sqlite:///{copy.as_posix()}")
        with reading(source) as connection:
            _validate(connection, path)
        return _copied_into(source, url)


def _copied_into(source: Engine, url: str) -> int:
    target = opened(url)
    try:
        with reading(source) as old, writing(target) as new:
            alone(new)
            if new.execute(select(schema.contests)).first() is not None:
                raise LedgerError(
                    _("There is a ledger in {url} already").format(url=without_password(url)),
                    hint=_("Name an empty database with --url, or move the file away."),
                )
            return _copied(old, new)
    finally:
        source.dispose()
        target.dispose()


def _copied(old: Connection, new: Connection) -> int:
    n_submissions = old.execute(select(func.count()).select_from(schema.submissions)).scalar_one()
    for table in schema.metadata.sorted_tables:
        rows = old.execution_options(yield_per=_AT_ONCE).execute(select(table)).mappings()
        if table is schema.files:
            for row in track(rows, _("Copying"), n_submissions, unit=_("files")):
                new.execute(insert(table), [dict(row)])
        else:
            for part in rows.partitions():
                new.execute(insert(table), [dict(row) for row in part])
        if new.dialect.name == "postgresql" and "id" in table.c:
            # Ids were written, not drawn: the next one drawn has to be a new one.
            new.execute(
                text(
                    f"select setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"(select coalesce(max(id), 0) + 1 from {table.name}), false)"
                )
            )
    return int(n_submissions)


def _validate(connection: Connection, path: Path) -> None:
    """Make sure that a backup is a ledger, and every file in it is the one that was handed in."""
    sent, files = schema.submissions, schema.files
    rows = connection.execution_options(yield_per=1).execute(
        select(sent.c.id, sent.c.sha256, files.c.data).join_from(sent, files, isouter=True)
    )
    wrong = [str(row.id) for row in rows if hashlib.sha256(row.data or b"").hexdigest() != row.sha256]
    if wrong:
        raise LedgerError(_("{path} is damaged: these submissions are not as they came").format(path=path), wrong)
    if connection.execute(select(schema.contests)).first() is None:
        raise LedgerError(_("{path} is no backup of a board").format(path=path))


def _folder(path: Path) -> Path:
    """Where the copy is made: on the disk it goes to, which has to have the room anyway."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.parent
