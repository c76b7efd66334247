"""What stands on every report, whatever the run: headings, columns, explanations; and the metrics' names."""

from competition.messages import _


def metric_words() -> dict[str, str]:
    """The metrics' names as people say them."""
    return {
        "log_loss": _("log loss"),
        "accuracy": _("accuracy"),
        "macro_f1": _("macro F1"),
        "top_3": _("right among its first 3"),
        "top_5": _("right among its first 5"),
    }


def words() -> dict[str, str]:
    """What stands on every report whatever the run, in the user's language."""
    return {
        "contest": _("The contest"),
        "recipe": _("The recipe"),
        "learning": _("How it learned"),
        "scores": _("How good it is"),
        "confusion": _("What it mixes up"),
        "classes": _("Class by class"),
        "mistakes": _("Where it was surest, and wrong"),
        "looked": _("Where it looked"),
        "sureness": _("Is it as sure as it is right?"),
        "trials": _("What was tried, and what helped"),
        "settings": _("All settings"),
        "training": _("training"),
        "validation": _("validation"),
        "folds": _("faint: single folds"),
        "class": _("class"),
        "pictures": _("pictures"),
        "found": _("found"),
        "precision": _("right when said"),
        "f1": "F1",
        "taken_for": _("most taken for"),
        "is": _("is"),
        "taken": _("taken for"),
        "run": _("run"),
        "change": _("what was changed, against the best so far"),
        "gain": _("gain"),
        "effect": _("effect"),
        "for": _("for {name}"),
        "again": _("To do it again:"),
        "made": _("Made {when}."),
        "alone": _("This file needs nothing else: no network, no script. Its pictures carry no place and no date."),
        "heat": _(
            "Warm colours: places that spoke for the class named below (Grad-CAM, Selvaraju et al., 2017); grey: "
            "places that hardly counted. All are pictures that this fold's model had not learned from."
        ),
        "mistaken": _(
            "Pictures it answered most surely and got wrong. Some may be hard, some may carry a wrong label."
        ),
        "side": _(
            "Rows are what pictures are, columns what they were taken for. Classes that are mixed up stand side by "
            "side."
        ),
        "sure": _("Each point is a group of answers that were about equally sure; the larger, the more of them."),
    }
