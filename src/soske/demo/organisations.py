"""Organisations of the practice academy. Their names say that they are made up: an example, a rehearsal, imagined."""

from __future__ import annotations

from typing import NamedTuple

from soske.base.localtext import LocalText
from soske.people.actions import organisation_make
from soske.people.models import Organisation


class Place(NamedTuple):
    """A place that does not exist: Finnish genitive, Swedish name and genitive, English name, region (NUTS 3)."""

    fi: str
    sv: str
    sv_of: str
    en: str
    region: str


PLACES = {
    place.en: place
    for place in (
        Place("Esimerkkirannan", "Exempelstrand", "Exempelstrands", "Exampleshore", "FI1C5"),
        Place("Keksimäen", "Påhittbacka", "Påhittbackas", "Inventhill", "FI199"),
        Place("Kuvittelulan", "Fantasiby", "Fantasibys", "Fancybury", "FI1DB"),
        Place("Harjoitusjoen", "Övningså", "Övningsås", "Practicewater", "FI1D7"),
        Place("Mallisaaren", "Modellö", "Modellös", "Modelsea", "FI200"),
        Place("Luonnosniemen", "Utkastnäs", "Utkastnäs", "Draftness", "FI1C1"),
        Place("Kokeilulahden", "Försöksvik", "Försöksviks", "Trialbay", "FI1C6"),
        Place("Satulammen", "Sagoträsk", "Sagoträsks", "Fableton", "FI1D5"),
        Place("Näytevuoren", "Provberga", "Provbergas", "Samplepeak", "FI1D8"),
        Place("Ajatuskankaan", "Tankemo", "Tankemos", "Thoughtmoor", "FI1D9"),
        Place("Leikkisalmen", "Lekesund", "Lekesunds", "Pretendsound", "FI19A"),
        Place("Tarinakosken", "Berättarfors", "Berättarfors", "Storyfalls", "FI196"),
        Place("Olettamon", "Antaganda", "Antagandas", "Supposeham", "FI19B"),
        Place("Piirroskylän", "Ritby", "Ritbys", "Sketchley", "FI198"),
        Place("Haavelinnan", "Drömborg", "Drömborgs", "Dreamcastle", "FI1B1"),
        Place("Uniniityn", "Sömnäng", "Sömnängs", "Slumberlea", "FI198"),
    )
}
KINDS = {
    "city": ("{fi} kaupunki", "{sv_of} stad", "City of {en}", "municipality"),
    "municipality": ("{fi} kunta", "{sv} kommun", "Municipality of {en}", "municipality"),
    "county": (
        "{fi} hyvinvointialue",
        "{sv_of} välfärdsområde",
        "Wellbeing Services County of {en}",
        "wellbeing_county",
    ),
    "joint": (
        "{fi} koulutuskuntayhtymä",
        "Utbildningssamkommunen i {sv}",
        "{en} Joint Authority for Education",
        "joint_municipal_authority",
    ),
    "parish": ("{fi} seurakunta", "{sv_of} församling", "{en} Parish", "parish"),
    "university": ("{fi} yliopisto", "{sv_of} universitet", "University of {en}", "university"),
    "applied": (
        "{fi} ammattikorkeakoulu",
        "{sv_of} yrkeshögskola",
        "{en} University of Applied Sciences",
        "university_of_applied_sciences",
    ),
    "vocational": (
        "{fi} ammattiopisto",
        "{sv_of} yrkesinstitut",
        "{en} Vocational College",
        "vocational_institution",
    ),
    "association": (
        "{fi} asukasyhdistys ry",
        "{sv_of} invånarförening rf",
        "{en} Residents’ Association",
        "association",
    ),
    "water": ("{fi} Vesi Oy", "{sv_of} Vatten Ab", "{en} Water Ltd", "company"),
    "homes": ("{fi} Vuokra-asunnot Oy", "{sv_of} Hyresbostäder Ab", "{en} Homes Ltd", "company"),
}
# State bodies have no place in their names.
STATE = (
    ("Mallivirasto", "Modellverket", "Model Agency", "state_agency", "FI1B1"),
    ("Esimerkkilaitos", "Exempelinstitutet", "Example Institute", "state_agency", "FI196"),
    (
        "Kuvitteelliset tilat -liikelaitos",
        "Affärsverket Påhittade lokaler",
        "Imaginary Premises",
        "state_enterprise",
        "FI1B1",
    ),
)

Facts = tuple[str, str, str, str, str]
"""Name in Finnish, Swedish and English, type, region."""


def facts_of(key: str) -> Facts:
    """What is said of an organisation; `key` is a number of STATE or "kind place", for example "city Inventhill"."""
    if key.isdigit():
        return STATE[int(key)]
    kind, place = key.split(" ", 1)
    fi, sv, en, type_code = KINDS[kind]
    words = PLACES[place]._asdict()
    return fi.format(**words), sv.format(**words), en.format(**words), type_code, words["region"]


def organisation(facts: Facts) -> Organisation:
    """Make an organisation of the practice academy."""
    fi, sv, en, kind, region = facts
    return organisation_make(name=LocalText(fi=fi, sv=sv, en=en), type=kind, region=region, made_up=True)
