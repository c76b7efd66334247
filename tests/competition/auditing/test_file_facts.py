"""What files tell: dates from notes and zips, places, programs; files that are none tell nothing."""

import io
import os
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from competition.auditing.clues import DATE, DIMENSIONS, FORMAT, NAME, SIZE, clue_words, clues, telling_traces
from competition.auditing.file_facts import FileFacts, file_facts
from competition.images import open_pictures
from competition.store import open_store
from tests.files import noise, png


def jpeg(exif: Image.Exif) -> bytes:
    file = io.BytesIO()
    Image.fromarray(noise(0)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def phone_note() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", "Phone 3"
    exif.get_ifd(0x8769)[0x9003] = "2026:05:01 12:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def facts_of(place: Path) -> FileFacts:
    pictures = open_pictures(place)
    return file_facts(open_store(pictures, pictures.names), pictures.names)


def test_a_phones_notes_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(phone_note()))
    (tmp_path / "b.png").write_bytes(png(noise(1, 5, 9)))
    os.utime(tmp_path / "b.png", (1_000_000_000, 1_000_000_000))
    facts = facts_of(tmp_path)
    assert facts.files == ("a.jpg", "b.png")
    assert facts.taken_s[0] == 1_777_636_800
    assert np.isnan(facts.taken_s[1])
    assert facts.located.tolist() == [True, False]
    assert "model=Phone 3" in facts.formats[0]
    assert facts.formats[1].startswith("PNG; RGB")
    assert facts.shapes.tolist() == [[8, 8], [5, 9]]
    assert facts.modified_s[1] == 1_000_000_000
    assert clue_words(DATE, facts, 0) == "2026-05-01 12:00:00"
    assert clue_words(DIMENSIONS, facts, 1) == "9 × 5"
    assert clue_words(SIZE, facts, 1).endswith(" bytes")


def test_a_day_in_a_pngs_text_is_read(tmp_path: Path) -> None:
    note = PngInfo()
    note.add_text("date:create", "2024-05-01T11:59:00+00:00")
    Image.fromarray(noise(0)).save(tmp_path / "a.png", pnginfo=note)
    assert facts_of(tmp_path).taken_s.tolist() == [1_714_564_740]


def test_a_zips_own_dates_and_places_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, day in (("b.png", 1), ("a.png", 2)):
            archive.writestr(zipfile.ZipInfo(name, (2026, 5, day, 0, 0, 0)), png(noise(day)))
    facts = facts_of(tmp_path / "a.zip")
    assert facts.files == ("a.png", "b.png")
    assert facts.places.tolist() == [1, 0]
    assert (facts.modified_s[0] - facts.modified_s[1]) == 86_400


def test_what_is_no_picture_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "b.png").write_bytes(png(noise(0)))
    facts = facts_of(tmp_path)
    assert facts.formats[0] == ""
    assert not facts.located.any()
    assert facts.of([1]).files == ("b.png",)


def test_clues_are_tables_of_numbers_for_any_names(tmp_path: Path) -> None:
    for name in ("1.png", "犬の写真.png", "x" * 60 + "99999999999999999999.png"):
        (tmp_path / name).write_bytes(png(noise(len(name))))
    facts = facts_of(tmp_path)
    tables = clues(facts, np.arange(3), 20, telling_traces(facts.formats))
    assert all(len(table) == 3 and np.isfinite(table).all() for table in tables.values())
    assert tables[FORMAT].shape[1] == 0
    assert len(np.unique(tables[NAME], axis=0)) == 3
    assert "order" not in clues(facts, None, 20, [])
