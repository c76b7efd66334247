"""Findings about what a contest has: enough pictures of every class, in both parts alike, all of them readable.

Pure: counts and names come in.
"""

from collections.abc import Mapping, Sequence

from competition.audit import Picture
from competition.auditing.findings import LOOK, OK, STOP, Exhibit, Finding
from competition.auditing.twins import TEST
from competition.errors import listed
from competition.messages import _, n_

# Fewer can hardly be divided into folds, and a class's score hangs on single pictures.
_FEW = 10
# From here on, a model that knows the large classes only looks better than it is.
_UNEVEN = 10
# How much larger or smaller a class's share may be in the test part, where it is not small.
_OTHER_SHARE = 2.0
_SMALL_SHARE_PICTURES = 20


def balance(train: Mapping[str, int], test: Mapping[str, int] | None) -> list[Finding]:
    """Whether every class has enough pictures, and as large a share of the test part as of the training part.

    Args:
        train: How many pictures each class has, all classes included.
        test: The same for the test part; None where its labels are not known.
    """
    topic = _("classes")
    small = [f"{name} ({n})" for name, n in train.items() if n < _FEW]
    most, least = max(train.values()), max(1, min(train.values()))
    found = []
    if small:
        found.append(
            Finding(
                topic,
                LOOK,
                n_("{n} class has fewer than {few} training pictures: {names}.",
                   "{n} classes have fewer than {few} training pictures: {names}.",
                   len(small), few=_FEW, names=listed(small)),
                _("Collect more pictures of them, or leave them out (`host new --classes`)."),
            )
        )  # fmt: skip
    if most / least > _UNEVEN:
        found.append(
            Finding(
                topic,
                LOOK,
                _("The largest class has {times:.0f} times as many training pictures as the smallest.").format(
                    times=most / least
                ),
                _("Score by macro_f1, which counts every class alike, or even the classes out."),
            )
        )
    if test is not None:
        found += _shares(train, test)
    return found or [
        Finding(
            topic,
            OK,
            _("{n} classes with {least:,} to {most:,} training pictures each.").format(
                n=len(train), least=min(train.values()), most=most
            ),
        )
    ]


def _shares(train: Mapping[str, int], test: Mapping[str, int]) -> list[Finding]:
    """Classes that the test part lacks or has another share of."""
    topic = _("classes of test")
    missing = [name for name, n in test.items() if not n]
    if missing:
        return [
            Finding(
                topic,
                LOOK,
                n_("{n} class has no test picture: {names}.", "{n} classes have no test picture: {names}.",
                   len(missing), names=listed(missing)),
                _("Move some of their pictures to the test part, or leave these classes out."),
            )
        ]  # fmt: skip
    n_train, n_test = sum(train.values()), sum(test.values())
    ratios = {name: (n / n_test) / (train[name] / n_train) for name, n in test.items() if train[name]}
    other = [
        f"{name} (× {ratio:.2g})"
        for name, ratio in ratios.items()
        if max(ratio, 1 / ratio) >= _OTHER_SHARE
        and max(test[name], train[name] * n_test / n_train) >= _SMALL_SHARE_PICTURES
    ]
    if not other:
        return []
    sentence = _("Some classes have another share of the test part than of the training part: {names}.")
    return [
        Finding(
            topic,
            LOOK,
            sentence.format(names=listed(other)),
            _("If that is not meant so, divide again with `host new`, which gives each class its share."),
        )
    ]


def readable(unreadable_test: Sequence[str], notes: Sequence[str]) -> Finding:
    """Whether every picture can be read and has its label.

    Args:
        unreadable_test: The test pictures that cannot be.
        notes: What was left out when the contest was opened, a sentence each.
    """
    topic = _("readable")
    if unreadable_test:
        return Finding(
            topic,
            STOP,
            n_("{n} test picture cannot be read: {names}.", "{n} test pictures cannot be read: {names}.",
               len(unreadable_test), names=listed(unreadable_test)),
            _("Replace or remove them, in the sample submission and the solution too."),
            tuple(Exhibit((Picture(name, TEST, "", ""),), _("cannot be read")) for name in unreadable_test),
        )  # fmt: skip
    if notes:
        return Finding(
            topic, LOOK, " ".join(f"{note.rstrip('.')}." for note in notes), _("Mend them or take them out.")
        )
    return Finding(topic, OK, _("Every picture can be read and has its label."))


def privacy(located: Sequence[Picture]) -> Finding:
    """Whether pictures say where on earth they were taken, which is nobody's business.

    Args:
        located: Those that do.
    """
    topic = _("privacy")
    if not located:
        return Finding(topic, OK, _("No picture says where it was taken."))
    return Finding(
        topic,
        STOP,
        n_("{n} picture says where on earth it was taken (GPS in its Exif notes).",
           "{n} pictures say where on earth they were taken (GPS in their Exif notes).", len(located)),
        _("Make the contest with `host new`, which writes pictures without any notes."),
        tuple(Exhibit((picture,), _("says where it was taken")) for picture in located),
    )  # fmt: skip


def answered(test_ids: Sequence[str], solution_ids: Sequence[str] | None) -> Finding:
    """Whether each test picture has its hidden label.

    Args:
        test_ids: What a submission must answer; empty where the contest has no test part.
        solution_ids: The pictures that the solution knows; None where it is not at hand.
    """
    topic = _("solution")
    if not test_ids:
        return Finding(topic, LOOK, _("There is no test part."), _("Divide the pictures with `host new`."))
    if solution_ids is None:
        return Finding(
            topic,
            LOOK,
            _("The labels of the test pictures are not here, so the test part is only half looked at."),
            _("Name them: --solution FILE."),
        )
    missing, strange = sorted(set(test_ids) - set(solution_ids)), sorted(set(solution_ids) - set(test_ids))
    if missing or strange:
        return Finding(
            topic,
            STOP,
            _("{n:,} test pictures have no hidden label, {m:,} labels no test picture: {names}.").format(
                n=len(missing), m=len(strange), names=listed([*missing, *strange])
            ),
            _("Mend the solution: one row for each picture of the sample submission."),
        )
    return Finding(topic, OK, _("Each of {n:,} test pictures has its hidden label.").format(n=len(test_ids)))
