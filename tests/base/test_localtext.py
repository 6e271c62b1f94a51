"""Texts in several languages: what is dropped, and what a form makes of what was pasted."""

from __future__ import annotations

import pytest
from django import forms

from soske.base.localtext import LocalText, LocalTextField, LocalTextFormField, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1bd\x7fe\x85f\x9fg", "abcdefg"),
        ("rivi\r\ntoinen\rkolmas\n\tneljäs", "rivi\ntoinen\nkolmas\n\tneljäs"),
        ("98\u00a0§ ja yhteis\u00adtyö", "98\u00a0§ ja yhteis\u00adtyö"),
        ("\ud83d\ufffe\uffffx", "x"),
        ("Äänekoski 🎉", "Äänekoski 🎉"),
    ],
)
def test_local_text_drops_what_cannot_be_written_everywhere(typed: str, kept: str) -> None:
    assert LocalText(fi=typed) == {"fi": kept}
    assert LocalTextField().from_db_value('{"fi": "a\\u0007b", "sv": "\\u0007"}', None, None) == {"fi": "ab"}


def test_one_line_keeps_no_break_spaces() -> None:
    assert one_line(" a\r\n\tb \u2028c\x00\u00a0d ") == "a b c\u00a0d"


class Texts(forms.Form):
    name = LocalTextFormField(["fi", "sv"], max_length=10)
    body = LocalTextFormField(["fi"], multiline=True, required=False)


def test_form_makes_one_line_of_a_name_and_keeps_the_lines_of_a_text() -> None:
    form = Texts({"name_fi": "Uusi\r\n \x00kunta", "name_sv": "\x07", "body_fi": "a\r\n\r\nb\x00"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": {"fi": "Uusi kunta"}, "body": {"fi": "a\n\nb"}}


def test_form_counts_what_is_kept_of_a_name() -> None:
    assert Texts({"name_fi": "x\x00\r\n\r\n" + "y" * 8}).is_valid()
    assert list(Texts({"name_fi": "x" * 11}).errors) == ["name"]
    assert list(Texts({"name_fi": "\x00\r\n", "name_sv": " "}).errors) == ["name"]
