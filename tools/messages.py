"""Messages of the screen texts, without GNU gettext: `messages.py [--check | --compile]`.

English is the source text and stands in the code and the templates; Finnish and Swedish stand in
src/soske/locale/<language>/LC_MESSAGES/django.po. Without an option the files are brought up to date and compiled. What
is new gets an empty translation: nothing is guessed from a similar message.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fi", "sv")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Soske\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
PLACEHOLDER = re.compile(r"%\([a-z_]\w*\)[sd]|\{[a-z_]\w*\}|%[sd]", re.IGNORECASE)
# A case ending or a genitive glued to an inserted word is wrong in Finnish and Swedish for most words.
GLUED = re.compile(r"(%\([a-z_]\w*\)[sd]|\{\{[^}]+\}\}|\{[a-z_]\w*\})(:?[a-zåäö]|['’]s)", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """One thing to mend: where, which message, what is wrong."""

    file: str
    message: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}: {self.message!r}"


# --- reading the source -------------------------------------------------------------------------------------------
def template_source(text: str) -> str:
    """A template as Python source that holds only its messages, the way Django itself prepares one for gettext."""
    import django
    from django.conf import settings

    if not settings.configured:  # templatize reads USE_I18N
        settings.configure(USE_I18N=True)
        django.setup()
    from django.utils.translation.template import templatize

    # Indentation means something to the Python tokenizer, nothing in a template.
    return "\n".join(line.strip() for line in templatize(text).splitlines())


def template_files(source: Path) -> Iterator[Path]:
    for ending in ("html", "txt", "xml"):
        yield from source.glob(f"**/templates/**/*.{ending}")


def extracted(source: Path) -> Catalog:
    """Every message below `source`, with the files in which it stands."""
    catalog = Catalog(fuzzy=False)
    files = [*source.glob("**/*.py"), *template_files(source)]
    for path in sorted(files):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = template_source(text)
        name = path.relative_to(source.parent.parent).as_posix()
        for _line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            single = message if isinstance(message, str) else message[0]
            if single:
                catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    for entry in catalog:
        entry.locations = sorted(set(entry.locations))
        entry.auto_comments = sorted(set(entry.auto_comments))
    return catalog


# --- the files of translations ------------------------------------------------------------------------------------
def po_path(source: Path, language: str) -> Path:
    return source / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True, abort_invalid=True)


def entries(catalog: Catalog) -> Iterator[Message]:
    """The messages without the header."""
    return (entry for entry in catalog if entry.id)


def found(catalog: Catalog, entry: Message) -> Message | None:
    return catalog.get(ids(entry)[0], context=entry.context)


def merged(template: Catalog, old: Catalog) -> Catalog:
    """The messages of the source with the translations that there are."""
    catalog = Catalog(locale=old.locale, fuzzy=False)
    for entry in entries(template):
        known = found(old, entry)
        strings = forms(known) if known else ()
        string: Any = strings[0] if strings else ""
        if entry.pluralizable:
            string = (*strings, "", "")[:2]
        catalog.add(
            entry.id,
            string,
            locations=entry.locations,
            flags=[*entry.flags, *(known.flags & {"fuzzy"} if known else ())],
            auto_comments=entry.auto_comments,
            user_comments=known.user_comments if known else (),
            context=entry.context,
        )
    return catalog


def written(catalog: Catalog, language: str) -> bytes:
    body = io.BytesIO()
    write_po(body, catalog, width=110, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return HEADER.format(language=language).encode() + body.getvalue().strip() + b"\n"


def update(source: Path, languages: Iterable[str] = LANGUAGES) -> None:
    """Bring the files of translations up to date with the source; write only what changed."""
    template = extracted(source)
    for language in languages:
        path = po_path(source, language)
        data = written(merged(template, read(path, language)), language)
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def compile_all(source: Path, languages: Iterable[str] = LANGUAGES) -> None:
    for language in languages:
        path = po_path(source, language)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read(path, language))


# --- the check ----------------------------------------------------------------------------------------------------
def ids(entry: Message) -> tuple[str, ...]:
    """The source text: one, or singular and plural."""
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def forms(entry: Message) -> tuple[str, ...]:
    """The translation: one text, or one for each plural form."""
    return tuple(entry.string) if isinstance(entry.string, (tuple, list)) else (entry.string,)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def translation_faults(file: str, entry: Message) -> Iterator[Fault]:
    """What is wrong with one translated message."""
    sources, strings = ids(entry), forms(entry)
    if entry.fuzzy:
        yield Fault(file, sources[0], "marked as fuzzy")
    if not any(strings):
        yield Fault(file, sources[0], "not translated")
        return
    if entry.pluralizable and (len(strings) != 2 or not all(strings)):
        yield Fault(file, sources[0], "a plural form is missing")
        return
    for number, string in enumerate(strings):
        # The singular may name the number where English writes "one", and the other way round.
        allowed = [placeholders(text) for text in (sources if number == 0 else sources[-1:])]
        if placeholders(string) not in allowed:
            given, wanted = (", ".join(names) or "none" for names in (placeholders(string), allowed[0]))
            yield Fault(file, sources[0], f"placeholders are {given}, expected {wanted}")
        yield from glued_faults(file, sources[0], string)


def glued_faults(file: str, message: str, text: str) -> Iterator[Fault]:
    for match in GLUED.finditer(text):
        yield Fault(file, message, f"an ending is glued to a placeholder ({match[0]})")


def template_faults(source: Path) -> Iterator[Fault]:
    """Endings glued to a value in the plain text of a template."""
    for path in sorted(template_files(source)):
        text = re.sub(r"\{%.*?%\}|\{#.*?#\}|<!--.*?-->", "<>", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for match in GLUED.finditer(re.sub(r"<[^>]*>", "<>", text)):
            name = path.relative_to(source.parent.parent).as_posix()
            yield Fault(name, match[0], "an ending is glued to a value")


def unseen_faults(source: Path) -> Iterator[Fault]:
    """Messages inside an f-string, which are not found there."""
    for path in sorted(source.glob("**/*.py")):
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for call in ast.walk(string) if isinstance(string, ast.JoinedStr) else ():
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                    name = path.relative_to(source.parent.parent).as_posix()
                    yield Fault(name, ast.unparse(call), f"a message inside an f-string (line {call.lineno})")


def faults(source: Path, languages: Iterable[str] = LANGUAGES) -> Iterator[Fault]:
    """Everything that keeps a page from being whole in each language."""
    template = extracted(source)
    for entry in entries(template):
        for text in ids(entry):
            yield from glued_faults(entry.locations[0][0], text, text)
    yield from template_faults(source)
    yield from unseen_faults(source)
    for language in languages:
        path = po_path(source, language)
        name = path.relative_to(source.parent.parent).as_posix()
        catalog = read(path, language)
        for entry in entries(template):
            known = found(catalog, entry)
            if known is None:
                yield Fault(name, ids(entry)[0], f"missing (used in {entry.locations[0][0]}; run `make messages`)")
            elif known.pluralizable != entry.pluralizable:
                yield Fault(name, ids(entry)[0], "a plural form is missing")
            else:
                yield from translation_faults(name, known)
        for entry in entries(catalog):
            if found(template, entry) is None:
                yield Fault(name, ids(entry)[0], "no longer used (run `make messages`)")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a translation is not whole")
    parser.add_argument("--compile", action="store_true", help="compile only")
    parser.add_argument("--source", type=Path, default=ROOT / "src" / "soske", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.check:
        wrong = list(faults(options.source))
        for fault in wrong:
            print(fault)
        if wrong:
            print(f"{len(wrong)} faults in the messages.", file=sys.stderr)
        return 1 if wrong else 0
    if not options.compile:
        update(options.source)
    compile_all(options.source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
