"""Finland's regions: NUTS 2024 level 3 codes (Eurostat) with the names of the regional councils' areas."""

from __future__ import annotations

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
