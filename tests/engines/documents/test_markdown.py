"""A report as Markdown reads back as the same text."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from soske.engines.documents.markdown import report_markdown
from soske.engines.documents.markup import Block, Cells, Listing, Quoted, parsed, plain
from soske.engines.documents.report import Prose, Report, Section
from tests.support.reports import REPORT, report_of


def words(blocks: tuple[Block, ...]) -> str:
    """All letters and figures of the text, in order."""
    found = []
    for block in blocks:
        match block:
            case Listing(items):
                found += [words(item) for item in items]
            case Quoted(within):
                found.append(words(within))
            case Cells(head, rows):
                found += [plain(cell) for row in (head, *rows) for cell in row]
            case _:
                found.append(plain(block.spans))
    return re.sub(r"[\W_]", "", "".join(found))


def test_a_report_is_written() -> None:
    assert (
        report_markdown(REPORT)
        == """\
Soske-akatemia 2026

# Toimintamallisuunnitelma: Keksitty kaupunki

Muodostettu 14.4.2026 klo 10.06

- **Diaarinumero:** SOSKE/12/2026
- **Hyväksytty:** *Ei kirjattu*

## 1 Tiivistelmä

Kaupunki ostaa palveluja **12 miljoonalla eurolla** ja *seuraa* ehtoja.\\
Uusi rivi, katso [ohje](<https://example.test/ohje?a=1&b=2>).

Mallissa on:

- valmistelu
  - riskit
    1. ensin
    2. sitten
- kilpailutus

3. kolmas
4. neljäs

### Arjessa

> Ehto unohtui.

| Vaihe | Päiviä |
| --- | --: |
| Valmistelu | 14 |
| Öljy & åbo |   |

### 1.1 Tavoitteet

**Tavoitteet**

| Tavoite | Lähtötaso | Aikaraja |
| --- | --: | --- |
| Ehto 5 hankinnassa | 1 | 31.12.2027 |
| Ehto sopimuksissa | 12 |   |
| a | 2 | b |

Lähde: *arvio*

## 2 Lähtötilanne

**Kypsyysarvio**

| Osa-alue | Alku | Loppu | Akatemia |
| --- | --: | --: | --: |
| Johtaminen | 1,4 | 3,0 | 2,5 |
| Osaaminen | 2,0 | – | 2,3 |
| Tieto | – | 4,0 | – |

> Det tog tid.
>
> – Inköpschef, ett påhittat område

## 3 Ledningen

Hej.

## 4 Avoinna

*Ei kirjattu*

## 5 Tyhjä

*Ei kirjattu*

Soske · SOSKE/12/2026
"""
    )


def test_signs_that_were_text_stay_text() -> None:
    text = r"1\. ei lista, \# ei otsikko, \*ei\* <b>ei</b> \[ei\](https://a.test) \| 31.12.2027 &lt;"
    written = report_markdown(Report("# *x* [a](b)", "fi", sections=[Section("- a", [Prose(text)])]))
    assert written.split("\n\n")[0] == r"# \# \*x\* \[a\](b)"
    assert parsed(written.split("\n\n")[2]) == parsed(text)


def test_two_lists_one_after_the_other_stay_two() -> None:
    text = "- a\n\n* b\n\n- c\n\n1. d\n\n1) e"
    written = report_markdown(Report("O", "fi", sections=[Section("1", [Prose(text)])]))
    assert parsed(written.split("## 1\n\n")[1]) == parsed(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*"ab12.- \n>#*_[]()|<&\\`~+=:", "- ", "1. ", "\n\n", "  ", "ä"])).map("".join))
def test_any_text_reads_back_with_the_same_letters(text: str) -> None:
    written = report_markdown(Report("O", "fi", sections=[Section("1", [Prose(text)])], absent="–"))
    assert words(parsed(written.split("## 1\n\n")[1])) == words(parsed(text))


@given(st.text(st.characters(codec=None)))
def test_any_text_is_written(text: str) -> None:
    assert report_markdown(report_of(text)).encode("utf-8").endswith(b"\n")
