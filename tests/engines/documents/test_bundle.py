"""The ZIP for the registry: safe names, an index, the same bytes for the same input."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.engines.documents.bundle import Entry, Filed, Heads, Index, Names, bundle_zip, index_csv, safe_name
from tests.support.papers import PaperPdf, faults

HEADS = Heads("Tiedosto", "Alkuperäinen nimi", "Selite", "Koko, tavua")
INDEX = Index(
    "Diaariin: Soske-akatemia 2026",
    "fi",
    HEADS,
    dt.datetime(2026, 4, 14, 10, 6, 31, tzinfo=dt.timezone(dt.timedelta(hours=3))),
    made_at="Muodostettu 14.4.2026 klo 10.06",
    facts=[("Hakemuksia", "2")],
    absent="Sama",
    name="luettelo",
)
ENTRIES = [
    Entry("Hakemus: Keksitty kunta.pdf", b"%PDF-1.7 one", "Hakemus 12", "12 Keksitty kunta"),
    Entry("../../etc/passwd", b"root", "=cmd|' /C calc'!A0", "12 Keksitty kunta"),
    Entry("hakemus keksitty KUNTA.pdf", b"two", "", "12 Keksitty kunta"),
    Entry("luettelo.csv", b"mine", "-2+3"),
    Entry("tyhjä.txt", b""),
]
FILES = [
    "12_Keksitty_kunta/Hakemus_Keksitty_kunta.pdf",
    "12_Keksitty_kunta/etc_passwd",
    "12_Keksitty_kunta/hakemus_keksitty_KUNTA-2.pdf",
    "luettelo-2.csv",
    "tyhja.txt",
    "luettelo.csv",
    "luettelo.pdf",
]


def content_of(entries: Iterable[Entry], index: Index = INDEX) -> bytes:
    with bundle_zip(entries, index) as bundle:
        return bundle.read()


def unpacked(entries: Iterable[Entry], index: Index = INDEX) -> ZipFile:
    return ZipFile(io.BytesIO(content_of(entries, index)))


def test_a_bundle_holds_the_files_in_order_under_safe_names() -> None:
    archive = unpacked(ENTRIES)
    assert archive.testzip() is None
    assert archive.namelist() == FILES
    assert [archive.read(name) for name in FILES[:5]] == [entry.content for entry in ENTRIES]
    assert {info.date_time for info in archive.infolist()} == {(2026, 4, 14, 10, 6, 30)}


@pytest.mark.skipif(shutil.which("unzip") is None, reason="this machine has no unzip")
def test_another_program_finds_no_error_in_it(tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(content_of(ENTRIES))
    run = subprocess.run(["unzip", "-tq", "bundle.zip"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stdout.startswith("No errors detected"), run.stdout


def test_the_sheet_names_every_file_with_its_digest() -> None:
    sheet = unpacked(ENTRIES).read("luettelo.csv")
    rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert sheet.startswith(b"\xef\xbb\xbfTiedosto;") and b"\r\n" in sheet
    assert rows[0] == ["Tiedosto", "Alkuperäinen nimi", "Selite", "Koko, tavua", "SHA-256"]
    assert [row[0] for row in rows[1:]] == FILES[:5]
    assert [row[1] for row in rows[1:]] == [entry.name for entry in ENTRIES]
    assert [row[4] for row in rows[1:]] == [hashlib.sha256(entry.content).hexdigest() for entry in ENTRIES]  # type: ignore[arg-type]
    assert [row[3] for row in rows[1:]] == ["12", "4", "3", "4", "0"]


@pytest.mark.parametrize("start", [*"=+-@|%＝", "\t=", "\n+", " @", "\0="])
def test_no_cell_of_the_sheet_is_a_formula(start: str) -> None:
    sheet = index_csv([Filed("a", f"{start}1", f'{start}2;"x"\ny', 1, "0")], HEADS)
    row = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=";"))[1]
    sign = start[-1]
    assert row[1:3] == [f"'{sign}1", f'\'{sign}2;"x" y']


def test_the_index_to_read_is_a_valid_document_with_the_same_list() -> None:
    content = unpacked(ENTRIES).read("luettelo.pdf")
    text = PaperPdf(content).text()
    assert faults(content) == []
    assert PaperPdf(content).title == INDEX.title
    assert all(entry.about in text for entry in ENTRIES)
    assert hashlib.sha256(b"root").hexdigest() in text.replace(" ", "")


def test_the_same_input_is_the_same_bytes() -> None:
    assert content_of(ENTRIES) == content_of(ENTRIES)


def test_a_bundle_of_nothing_has_an_index() -> None:
    assert unpacked([]).namelist() == ["luettelo.csv", "luettelo.pdf"]


def test_an_entry_that_opens_a_file_is_opened_in_its_turn_and_closed(tmp_path: Path) -> None:
    opened: list[IO[bytes]] = []

    def opener(name: str) -> Entry:
        (tmp_path / name).write_bytes(name.encode())

        def read() -> IO[bytes]:
            assert all(file.closed for file in opened)
            opened.append((tmp_path / name).open("rb"))
            return opened[-1]

        return Entry(name, read)

    archive = unpacked(map(opener, ("a.pdf", "b.txt")))
    assert (archive.read("a.pdf"), archive.read("b.txt"), [file.closed for file in opened]) == (
        b"a.pdf",
        b"b.txt",
        [True, True],
    )


def test_an_error_on_the_way_is_told() -> None:
    def entries() -> Iterator[Entry]:
        yield ENTRIES[0]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        bundle_zip(entries(), INDEX)


def test_a_large_bundle_is_not_held_in_memory() -> None:
    entries = (Entry(f"{number}.pdf", bytes(10_000_000)) for number in range(12))
    tracemalloc.start()
    with bundle_zip(entries, INDEX) as bundle:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert bundle.seek(0, io.SEEK_END) > 120_000_000
    assert peak < 40_000_000


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Hakemus 12.pdf", "Hakemus_12.pdf"),
        ("Öljy, Åbo & Ærø straße Łódź.docx", "Oljy_Abo_AEro_strasse_Lodz.docx"),
        ("../../etc/passwd", "etc_passwd"),
        ("C:\\Windows\\system.ini", "C_Windows_system.ini"),
        ("..", "file"),
        ("", "file"),
        ("漢字.pdf", "pdf"),
        (".htaccess", "htaccess"),
        ("CON", "file_CON"),
        ("con.tar.gz", "file_con.tar.gz"),
        ("Lpt1.pdf", "file_Lpt1.pdf"),
        ("COM¹.txt", "file_COM1.txt"),
        ("console.log", "console.log"),
        ("nul .txt", "file_nul.txt"),
        ("a\0b\n\x1b.pdf", "a_b.pdf"),
        ("raportti–2026 — v. 2.PDF", "raportti-2026_v.2.PDF"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("-rf", "rf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 118),
    ],
)
def test_a_safe_name_says_what_it_can(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.lists(st.tuples(st.text(max_size=200), st.sampled_from(["", "A", "a", "../b", "CON"])), max_size=20))
def test_names_are_safe_and_differ_on_every_system(given_names: list[tuple[str, str]]) -> None:
    names = Names()
    taken = [names.take(name, folder) for name, folder in given_names]
    assert len({name.lower() for name in taken}) == len(taken)
    for name in taken:
        *folder, file = name.split("/")
        assert len(folder) <= 1 and 1 <= len(file) <= 120
        assert all(
            re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", piece) and not piece.endswith(".") for piece in (*folder, file)
        )
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", file)


def test_many_files_of_one_name_are_numbered_quickly() -> None:
    names = Names()
    assert [names.take("liite.pdf") for _ in range(3)] == ["liite.pdf", "liite-2.pdf", "liite-3.pdf"]
    assert [names.take("liite.pdf") for _ in range(5000)][-1] == "liite-5003.pdf"
    assert names.take("x" * 200 + ".pdf") != names.take("x" * 200 + ".pdf")


def test_the_engine_knows_no_django_and_loads_no_typst_until_it_is_used() -> None:
    code = "import sys, soske.engines.documents.bundle; print(sorted({'django', 'typst'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_year_of_a_file_is_one_that_a_zip_can_hold() -> None:
    old = dataclasses.replace(INDEX, made=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    assert unpacked([], old).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
