"""Files of office programs: by a validator and by an office program, neither written by us nor by those who wrote the
libraries."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

SOFFICE = shutil.which("soffice") or ""


def office_faults(content: bytes, folder: Path, ending: str) -> list[str]:
    """What a validator finds against the schemas, and of what Word and PowerPoint are known to repair."""
    audit = pytest.importorskip("openxml_audit", reason="the validator openxml-audit is not installed")
    path = folder / f"checked.{ending}"
    path.write_bytes(content)
    result = audit.OpenXmlValidator().validate(path)
    return [f"{each.part_uri} {each.path}: {each.description}" for each in result.errors]


def converted(content: bytes, folder: Path, ending: str) -> bytes:
    """The PDF that LibreOffice makes of it."""
    if not SOFFICE:
        pytest.skip("this machine has no LibreOffice (soffice)")
    path = folder / f"opened.{ending}"
    path.write_bytes(content)
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            path.name,
        ],
        cwd=folder,
        capture_output=True,
        timeout=240,
        check=True,
    )
    return path.with_suffix(".pdf").read_bytes()


def xml_of(content: bytes, name: str, folder: Path) -> str:
    """A part of the archive."""
    path = folder / "archive.zip"
    path.write_bytes(content)
    with ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")
