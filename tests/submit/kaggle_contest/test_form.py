"""What Kaggle can hold of a contest, and what it cannot."""

import pytest

from competition.contest import Contest, SubmissionFormat
from competition.errors import ContestError
from submit.kaggle_contest.form import kaggle_form, slug_of, validate_names


def test_kaggle_s_form_has_a_header_and_commas() -> None:
    form = SubmissionFormat(header=False, separator="\t", fixed_rows=("x\t1",), id_column="picture")
    assert kaggle_form(Contest("pets", ("cat", "dog"), submission=form)).submission == SubmissionFormat(
        id_column="picture"
    )


@pytest.mark.parametrize(
    ("classes", "kind", "ids", "words"),
    [
        (("cat", "None"), "label_name", ["a"], "'None' is read as an empty cell"),
        (("07", "7"), "label_name", ["a"], "'7' and '07' are read as the same"),
        (("true", "True"), "label_name", ["a"], "read as the same"),
        (("cat", "dog"), "label_name", ["1e3", "1000"], "'1000' and '1e3' are read as the same"),
        (("cat", "dog"), "probabilities", ["NA", "b"], "'NA' is read as an empty cell"),
        (("cat", "Usage"), "probabilities", ["a"], "'Usage' is the column that Kaggle wants for itself"),
    ],
)
def test_names_that_kaggle_would_mistake(classes: tuple[str, ...], kind: str, ids: list[str], words: str) -> None:
    with pytest.raises(ContestError, match="Kaggle's reader") as refused:
        validate_names(Contest("pets", classes, submission=SubmissionFormat(kind)), ids)
    assert words in str(refused.value)


def test_a_class_of_any_name_can_be_a_column() -> None:
    validate_names(Contest("pets", ("cat", "None")), ["a.png", "7", "8"])


def test_an_address_of_no_letters_is_refused() -> None:
    assert slug_of("Unsere Münzen!") == "unsere-m-nzen"
    for name in ("犬と猫", "2027", "--"):
        with pytest.raises(ContestError, match="cannot stand in an address"):
            slug_of(name)
