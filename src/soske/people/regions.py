"""Finland's regions: NUTS 2024 level 3 codes (Eurostat) with the names of the regional councils' areas."""

from __future__ import annotations

from functools import cache

from soske.packs.text import LocalText

REGIONS: dict[str, LocalText] = {
    code: LocalText(fi=fi, sv=sv, en=en)
    for code, fi, sv, en in [
        ("FI200", "Ahvenanmaa", "Åland", "Åland"),
        ("FI1C5", "Etelä-Karjala", "Södra Karelen", "South Karelia"),
        ("FI199", "Etelä-Pohjanmaa", "Södra Österbotten", "South Ostrobothnia"),
        ("FI1DA", "Etelä-Savo", "Södra Savolax", "South Savo"),
        ("FI1D8", "Kainuu", "Kajanaland", "Kainuu"),
        ("FI1C2", "Kanta-Häme", "Egentliga Tavastland", "Kanta-Häme"),
        ("FI1D5", "Keski-Pohjanmaa", "Mellersta Österbotten", "Central Ostrobothnia"),
        ("FI198", "Keski-Suomi", "Mellersta Finland", "Central Finland"),
        ("FI1C7", "Kymenlaakso", "Kymmenedalen", "Kymenlaakso"),
        ("FI1D7", "Lappi", "Lappland", "Lapland"),
        ("FI19B", "Pirkanmaa", "Birkaland", "Pirkanmaa"),
        ("FI19A", "Pohjanmaa", "Österbotten", "Ostrobothnia"),
        ("FI1DC", "Pohjois-Karjala", "Norra Karelen", "North Karelia"),
        ("FI1D9", "Pohjois-Pohjanmaa", "Norra Österbotten", "North Ostrobothnia"),
        ("FI1DB", "Pohjois-Savo", "Norra Savolax", "North Savo"),
        ("FI1C6", "Päijät-Häme", "Päijänne-Tavastland", "Päijät-Häme"),
        ("FI196", "Satakunta", "Satakunta", "Satakunta"),
        ("FI1B1", "Uusimaa", "Nyland", "Uusimaa"),
        ("FI1C1", "Varsinais-Suomi", "Egentliga Finland", "Southwest Finland"),
    ]
}


@cache
def region_words(lang: str) -> dict[str, str]:
    """Code of a region -> its name in the language."""
    return {code: name.spoken(lang).text for code, name in REGIONS.items()}


GREAT_REGIONS: dict[str, LocalText] = {
    code: LocalText(fi=fi, sv=sv, en=en)
    for code, fi, sv, en in [
        ("FI1B", "Helsinki-Uusimaa", "Helsingfors-Nyland", "Helsinki-Uusimaa"),
        ("FI1C", "Etelä-Suomi", "Södra Finland", "Southern Finland"),
        ("FI19", "Länsi-Suomi", "Västra Finland", "Western Finland"),
        ("FI1D", "Pohjois- ja Itä-Suomi", "Norra och Östra Finland", "Northern and Eastern Finland"),
        ("FI20", "Ahvenanmaa", "Åland", "Åland"),
    ]
}
"""Finland's major regions: NUTS 2024 level 2. The code of a region begins with that of its major region."""


def great_region(code: str) -> str:
    """The major region (NUTS level 2) of a region (level 3); "" for an empty code."""
    return code[:4]
