"""The text of a PDF as Chromium writes it: enough of the format to read back what was printed."""

from __future__ import annotations

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")


class Pdf:
    """Pages and their text. Characters are in the order in which they were drawn."""

    def __init__(self, content: bytes) -> None:
        self.objects = {int(number): body for number, body in OBJECT.findall(content)}
        self.pages = [body for body in self.objects.values() if re.search(rb"/Type\s*/Page\b", body)]

    def text(self) -> str:
        """All characters of all pages."""
        return "".join(self._page(page) for page in self.pages)

    def _page(self, page: bytes) -> str:
        fonts = {}
        resources = self._follow(page, rb"Resources")
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", self._follow(resources, rb"Font")):
            fonts[name] = self._characters(self.objects[int(number)])
        found: list[str] = []
        wide, characters = True, {}
        for font, codes in SHOWN.findall(self._stream(self._follow(page, rb"Contents"))):
            if font:
                wide, characters = fonts[font]
                continue
            step = 4 if wide else 2
            found += [characters.get(int(codes[at : at + step], 16), "\ufffd") for at in range(0, len(codes), step)]
        return "".join(found)

    def _follow(self, body: bytes, key: bytes) -> bytes:
        """What stands under a key: an object, or what is written there."""
        reference = re.search(rb"/" + key + rb"\s*(\d+) 0 R", body)
        if reference:
            return self.objects[int(reference[1])]
        inline = re.search(rb"/" + key + rb"\s*<<(.*)", body, re.DOTALL)
        return inline[1] if inline else b""

    def _stream(self, body: bytes) -> bytes:
        found = STREAM.search(body)
        if not found:
            return b""
        return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]

    def _characters(self, font: bytes) -> tuple[bool, dict[int, str]]:
        """Whether a code has two bytes, and code -> characters."""
        table: dict[int, str] = {}
        mapping = self._stream(self._follow(font, rb"ToUnicode")).decode("latin-1")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", mapping, re.DOTALL):
            for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
                table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
        for block in re.findall(r"beginbfrange(.*?)endbfrange", mapping, re.DOTALL):
            for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
                start = ord(bytes.fromhex(text).decode("utf-16-be"))
                table.update(
                    {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
                )
        return b"/Type0" in font, table
