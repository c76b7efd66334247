"""Lots: the same for the same photos in any order, others for any other seed, name, class or size."""

from competition.preparing.lots import by_lot, secret_of

PHOTOS = [("a.jpg", "cat", 100), ("b.jpg", "dog", 200)]


def test_the_secret_knows_everything_but_the_order() -> None:
    secret = secret_of(1, PHOTOS)
    assert secret_of(1, reversed(PHOTOS)) == secret
    others = [secret_of(2, PHOTOS), secret_of(1, PHOTOS[:1]), secret_of(1, [("a.jpg", "cat", 101), PHOTOS[1]])]
    assert len({secret, *others}) == 4


def test_a_lot_depends_on_secret_and_purpose_alone() -> None:
    names = [f"{n}.jpg" for n in range(50)]
    order = by_lot(names, b"secret", "names")
    assert sorted(order) == list(range(50))
    assert order != sorted(order)
    assert by_lot(names, b"other", "names") != order != by_lot(names, b"secret", "parts")
    backwards = by_lot(names[::-1], b"secret", "names")
    assert [names[::-1][place] for place in backwards] == [names[place] for place in order]
