"""The folder of a search for a policy: what was asked, how far it is, and the runs of its trainings.

::

    runs/emoji20/augment-search/
        search.json                 what was asked
        progress.json               seconds planned and spent, epochs of each rung begun, seeds of the confirmation
        split-holdout20-seed0.csv   the contest's split; with another seed: the same part held out, folds dealt anew
        cost-none/cost.json         what was measured before anything was planned
        rung-1-medium/  …           a training: a run like all others, one folder deeper, where `runs` does not look
        seed-1-medium/  …           one of the confirmation

What is trained, and when, is decided in `baselines.search.policy_search`.
"""

import itertools
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from baselines.budget import SAFETY
from baselines.search.halving import NONE
from baselines.training import Place, made_with
from competition import own_code, runs
from competition.runs import Request, Run
from competition.split_files import save_split
from competition.splits import Split

SEARCH, PROGRESS = "search.json", "progress.json"


@dataclass(frozen=True)
class Search:
    """A search and its folder.

    Args:
        folder: Where it is.
        request: Of its trainings; policy, epochs and seed are each one's own. ``minutes`` are for everything.
        codes: For each policy, `NONE` first, the fingerprint of what a student wrote.
        made_with: As a run remembers it.
    """

    folder: Path
    request: Request
    codes: Mapping[str, str]
    made_with: Mapping[str, Any]

    @property
    def candidates(self) -> list[str]:
        """All policies but the yardstick."""
        return [name for name in self.codes if name != NONE]

    @property
    def progress(self) -> dict[str, Any]:
        """How far it is: ``spent_s`` and ``planned_s``, the ``epochs`` of each rung begun, the ``seeds`` begun."""
        path = self.folder / PROGRESS
        return runs.read_json(path) if path.exists() else {"spent_s": 0.0, "planned_s": 0.0, "epochs": [], "seeds": 0}

    def note(self, **changes: object) -> None:
        """Write down how far it is."""
        runs.write_json(self.folder / PROGRESS, self.progress | changes)

    @property
    def left_s(self) -> float:
        """Seconds that may still be planned with; fewer where the machine has been slower than was measured."""
        assert self.request.minutes is not None
        progress = self.progress
        left_s = self.request.minutes * 60 * SAFETY - progress["spent_s"]
        slower = progress["spent_s"] / progress["planned_s"] if progress["planned_s"] else 1.0
        return float(left_s / max(1.0, slower))

    @contextmanager
    def spending(self, planned_s: float | None = None, began: float | None = None) -> Iterator[None]:
        """Count the time that a block takes, even when it is stopped; once it has ended, what was planned for it too.

        Args:
            planned_s: None for as long as it takes.
            began: When it did, as ``time.monotonic`` has it, if not now.
        """
        before, began = self.progress, time.monotonic() if began is None else began
        planned = before["planned_s"]
        try:
            yield
            planned += time.monotonic() - began if planned_s is None else planned_s
        finally:
            self.note(spent_s=before["spent_s"] + time.monotonic() - began, planned_s=planned)

    def trial(self, stage: str, policy: str, epochs: int, seed: int, split_seed: int) -> Run:
        """The run of one training, made where it is not there yet.

        Args:
            stage: The first part of its folder's name.
            policy: By name.
            epochs: Its setting.
            seed: Its setting.
            split_seed: Which of the splits in this folder it is judged on.
        """
        settings = {**self.request.recipe.settings, "epochs": epochs, "seed": seed}
        recipe = replace(self.request.recipe, settings=settings, policy=policy, code=self.codes[policy])
        request = replace(self.request, recipe=recipe, split_seed=split_seed, minutes=None)
        run = Run(self.folder / f"{stage}-{self._word(policy)}", request, self.made_with)
        if not (run.folder / "run.json").exists():
            runs.save_run(run)
        return run

    def _word(self, policy: str) -> str:
        """A policy as part of a folder's name; with its number where two files hold policies of one name."""
        words = [_short(name) for name in self.codes]
        number = list(self.codes).index(policy)
        return words[number] if words.count(words[number]) == 1 else f"{words[number]}-{number}"


def _short(policy: str) -> str:
    """A policy's own name, without the file it stands in.

    >>> _short("medium"), _short("mine/my_policy.py:wild"), _short("saved/strong.yaml")
    ('medium', 'wild', 'strong')
    """
    if own_code.is_path(policy):
        return own_code.file_and_function(policy, "policy")[1]
    return Path(policy).stem


def settled_search(request: Request, codes: Mapping[str, str], split: Split, place: Place, command: str) -> Search:
    """The search for a request: the one that was started with an equal one, or a new one.

    Args:
        request: What is asked for, of every training.
        codes: As in `Search`.
        split: The contest's, with the folds asked for.
        place: Where the runs are.
        command: How it can be started again.
    """
    # Wherever the data lies, it is the same search. As JSON has it: there a tuple comes back as a list.
    asked = json.loads(json.dumps({"request": asdict(replace(request, where="")), "policies": list(codes.items())}))
    folder = place.runs_of(request.contest)
    for number in itertools.count(1):
        each = folder / (f"augment-search-{number}" if number > 1 else "augment-search")
        if not each.exists():
            break
        there = runs.read_json(each / SEARCH) if (each / SEARCH).exists() else {}
        if {key: there.get(key) for key in asked} == asked:
            return Search(each, request, codes, there["made_with"])
    made = made_with(command)
    save_split(split, each)
    runs.write_json(each / SEARCH, asked | {"made_with": made})
    return Search(each, request, codes, made)
