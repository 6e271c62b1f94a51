"""tools/messages.py on small projects of its own."""

from __future__ import annotations

import gettext
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Write = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tools_messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "src" / "soske"


@pytest.fixture
def write(source: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def po(body: str) -> str:
    return 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + body


PO = "locale/fi/LC_MESSAGES/django.po"


def whats(messages: ModuleType, source: Path) -> list[tuple[str, str, str]]:
    return [(fault.file, fault.message, fault.what) for fault in messages.faults(source, ["fi"])]


# --- extraction ---------------------------------------------------------------------------------------------------
def found(messages: ModuleType, source: Path) -> list[tuple[Any, str | None]]:
    return sorted(
        ((entry.id, entry.context) for entry in messages.entries(messages.extracted(source))),
        key=lambda pair: str(pair),
    )


def test_python_messages_are_found_in_every_way_of_marking_them(
    messages: ModuleType, source: Path, write: Write
) -> None:
    write(
        "people/texts.py",
        """
_("One")
gettext("Two")
gettext_lazy("Three")
gettext_noop("Four")
ngettext("%(n)d group", "%(n)d groups", n)
ngettext_lazy("%(n)d team", "%(n)d teams", "n")
pgettext("verb", "Open")
pgettext_lazy("state", "Open")
npgettext("visible", "%(n)d seat", "%(n)d seats", n)
npgettext_lazy("hidden", "%(n)d seat", "%(n)d seats", "n")
other("not a message")
""",
    )
    assert found(messages, source) == sorted(
        [
            ("One", None),
            ("Two", None),
            ("Three", None),
            ("Four", None),
            (("%(n)d group", "%(n)d groups"), None),
            (("%(n)d team", "%(n)d teams"), None),
            ("Open", "verb"),
            ("Open", "state"),
            (("%(n)d seat", "%(n)d seats"), "visible"),
            (("%(n)d seat", "%(n)d seats"), "hidden"),
        ],
        key=lambda pair: str(pair),
    )


def test_template_messages_are_found(messages: ModuleType, source: Path, write: Write) -> None:
    write(
        "desk/templates/desk/front.html",
        """
{# comment #}
  <c-card title="{% translate "Title" %}">
      {% translate 'Save' context "button" %}
   {% blocktranslate count n=n trimmed %}
        {{ n }} group
     {% plural %}
        {{ n }} groups
   {% endblocktranslate %}
 {% blocktranslate with name=group.name %}Name: {{ name }}{% endblocktranslate %}
{{ _("Constant") }} {% include "x.html" with label=_("Label") %}
don't (be confused " by this
</c-card>
""",
    )
    assert found(messages, source) == sorted(
        [
            ("Title", None),
            ("Save", "button"),
            (("%(n)s group", "%(n)s groups"), None),
            ("Name: %(name)s", None),
            ("Constant", None),
            ("Label", None),
        ],
        key=lambda pair: str(pair),
    )


# --- update -------------------------------------------------------------------------------------------------------
def test_update_keeps_translations_adds_new_ones_empty_and_drops_old_ones(
    messages: ModuleType, source: Path, write: Write
) -> None:
    write("b.py", '_("Save")\n_("Save it")\n')
    write("a.py", '_("Zebra")\n\n\n_("Save")\n')
    path = write(PO, po('msgid "Save"\nmsgstr "Tallenna"\n\nmsgid "Gone"\nmsgstr "Poissa"\n'))
    messages.update(source, ["fi"])
    text = path.read_text(encoding="utf-8")
    assert text.split("\n\n", 1)[1] == (
        '#: src/soske/a.py\nmsgid "Zebra"\nmsgstr ""\n\n'
        '#: src/soske/a.py src/soske/b.py\nmsgid "Save"\nmsgstr "Tallenna"\n\n'
        '#: src/soske/b.py\nmsgid "Save it"\nmsgstr ""\n'
    )
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in text
    assert '"Language: fi\\n"' in text


def test_update_writes_nothing_when_nothing_changed(messages: ModuleType, source: Path, write: Write) -> None:
    write(
        "a.py", '_("Save")\nngettext("%(n)d group", "%(n)d groups", n)\n# Translators: a verb\npgettext("c", "Open")\n'
    )
    messages.update(source, ["fi"])
    path = source / PO
    first = path.read_text(encoding="utf-8")
    path.chmod(0o444)
    before = path.stat().st_mtime_ns
    messages.update(source, ["fi"])
    assert path.read_text(encoding="utf-8") == first
    assert path.stat().st_mtime_ns == before
    assert "Translators: a verb" in first


def test_lines_that_move_change_nothing(messages: ModuleType, source: Path, write: Write) -> None:
    write("a.py", '_("One")\n_("Two")\n')
    messages.update(source, ["fi"])
    first = (source / PO).read_bytes()
    write("a.py", '\n\n_("One")\n\n\n_("Two")\n')
    messages.update(source, ["fi"])
    assert (source / PO).read_bytes() == first


def test_message_that_becomes_plural_keeps_its_singular_and_is_not_whole(
    messages: ModuleType, source: Path, write: Write
) -> None:
    write("a.py", 'ngettext("%(n)d group", "%(n)d groups", n)\n')
    write(PO, po('msgid "%(n)d group"\nmsgstr "%(n)d ryhmä"\n'))
    assert whats(messages, source) == [("src/soske/" + PO, "%(n)d group", "a plural form is missing")]
    messages.update(source, ["fi"])
    assert 'msgstr[0] "%(n)d ryhmä"\nmsgstr[1] ""' in (source / PO).read_text(encoding="utf-8")
    assert whats(messages, source) == [("src/soske/" + PO, "%(n)d group", "a plural form is missing")]


def test_compiled_file_translates(messages: ModuleType, source: Path, write: Write) -> None:
    write(PO, po('msgid "Save"\nmsgstr "Tallenna"\n\nmsgctxt "state"\nmsgid "Open"\nmsgstr "Auki"\n'))
    messages.compile_all(source, ["fi"])
    with (source / PO).with_suffix(".mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Save") == "Tallenna"
    assert translations.pgettext("state", "Open") == "Auki"


# --- the check ----------------------------------------------------------------------------------------------------
PLURAL = 'ngettext("%(n)d group", "%(n)d groups", n)'
PLURAL_PO = 'msgid "%(n)d group"\nmsgid_plural "%(n)d groups"\n'


@pytest.mark.parametrize(
    ("python", "body", "what"),
    [
        ('_("Save")', 'msgid "Save"\nmsgstr "Tallenna"\n', ""),
        ('_("Save")', "", "missing (used in src/soske/a.py; run `make messages`)"),
        ('_("Save")', 'msgid "Save"\nmsgstr ""\n', "not translated"),
        ('_("Save")', '#, fuzzy\nmsgid "Save"\nmsgstr "Tallenna"\n', "marked as fuzzy"),
        ('pgettext("verb", "Save")', 'msgid "Save"\nmsgstr "Tallenna"\n', None),
        ('_("Hi %(name)s.")', 'msgid "Hi %(name)s."\nmsgstr "Hei %(name)s."\n', ""),
        ('_("Hi %(a)s.")', 'msgid "Hi %(a)s."\nmsgstr "Hei %(b)s."\n', "placeholders are %(b)s, expected %(a)s"),
        ('_("Hi {a}.")', 'msgid "Hi {a}."\nmsgstr "Hei."\n', "placeholders are none, expected {a}"),
        ('_("100 % sure")', 'msgid "100 % sure"\nmsgstr "100 % varma"\n', ""),
        (PLURAL, PLURAL_PO + 'msgstr[0] "%(n)d ryhmä"\nmsgstr[1] "%(n)d ryhmää"\n', ""),
        (PLURAL, PLURAL_PO + 'msgstr[0] "%(n)d ryhmä"\nmsgstr[1] ""\n', "a plural form is missing"),
        (
            PLURAL,
            PLURAL_PO + 'msgstr[0] "%(n)d ryhmä"\nmsgstr[1] "ryhmiä"\n',
            "placeholders are none, expected %(n)d",
        ),
        (
            'ngettext("One group", "%(n)d groups", n)',
            'msgid "One group"\nmsgid_plural "%(n)d groups"\nmsgstr[0] "%(n)d ryhmä"\nmsgstr[1] "%(n)d ryhmää"\n',
            "",
        ),
        (
            '_("Call: %(name)s")',
            'msgid "Call: %(name)s"\nmsgstr "%(name)sn haku"\n',
            "an ending is glued to a placeholder (%(name)sn)",
        ),
        (
            '_("Call: {name}")',
            'msgid "Call: {name}"\nmsgstr "{name}:n haku"\n',
            "an ending is glued to a placeholder ({name}:n)",
        ),
        ('_("Call: {name}")', 'msgid "Call: {name}"\nmsgstr "{name} -akatemian haku"\n', ""),
    ],
)
def test_check(messages: ModuleType, source: Path, write: Write, python: str, body: str, what: str | None) -> None:
    write("a.py", python + "\n")
    write(PO, po(body))
    faults = [fault.what for fault in messages.faults(source, ["fi"])]
    if what is None:  # the right text under another context is two faults
        assert faults == [
            "missing (used in src/soske/a.py; run `make messages`)",
            "no longer used (run `make messages`)",
        ]
    else:
        assert faults == ([what] if what else [])


def test_check_finds_endings_in_the_source_and_in_templates(messages: ModuleType, source: Path, write: Write) -> None:
    write("a.py", '_("{name}\'s call")\n')
    write("desk/templates/a.html", "<p id='{{ x }}a'>{{ name }}n haku {% if a > b %}{{ b }}</p>{% endif %}")
    write(PO, po('msgid "{name}\'s call"\nmsgstr "Haku: {name}"\n'))
    assert whats(messages, source) == [
        ("src/soske/a.py", "{name}'s call", "an ending is glued to a placeholder ({name}'s)"),
        ("src/soske/desk/templates/a.html", "{{ name }}n", "an ending is glued to a value"),
    ]


def test_check_finds_messages_that_are_hidden_in_an_f_string(messages: ModuleType, source: Path, write: Write) -> None:
    write("a.py", "x = 1\ny = f'<p>{_(\"Call\")}{x}</p>'\n")
    write(PO, po(""))
    assert whats(messages, source) == [
        ("src/soske/a.py", "_('Call')", "a message inside an f-string (line 2)"),
    ]


def test_check_says_where_and_changes_nothing(
    messages: ModuleType, source: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.py", '_("Save")\n')
    assert messages.main(["--check", "--source", str(source)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "src/soske/locale/fi/LC_MESSAGES/django.po: missing (used in src/soske/a.py; run `make messages`): 'Save'",
        "src/soske/locale/sv/LC_MESSAGES/django.po: missing (used in src/soske/a.py; run `make messages`): 'Save'",
    ]
    assert not (source / "locale").exists()


def test_check_passes_when_all_is_translated(messages: ModuleType, source: Path, write: Write) -> None:
    write("a.py", '_("Save")\n')
    for language, text in (("fi", "Tallenna"), ("sv", "Spara")):
        write(f"locale/{language}/LC_MESSAGES/django.po", po(f'msgid "Save"\nmsgstr "{text}"\n'))
    assert messages.main(["--check", "--source", str(source)]) == 0
