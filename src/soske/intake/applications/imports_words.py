"""Words of imported sheets: kinds of organisations and languages, by the names that people write in Finland. Pure."""

from __future__ import annotations

from functools import cache

from django.utils.translation import override

from soske.intake.applications.imports_fields import folded
from soske.people.models import OrganisationType

# What people write beside the words of our own lists.
MORE = {
    OrganisationType.MUNICIPALITY: "kaupunki stad city town kommun kunta",
    OrganisationType.JOINT_AUTHORITY: "kuntayhtymä samkommun",
    OrganisationType.WELLBEING_COUNTY: "hyvinvointialue välfärdsområde",
    OrganisationType.STATE_AGENCY: "virasto valtio ministeriö ämbetsverk verk staten ministerium agency ministry",
    OrganisationType.STATE_ENTERPRISE: "liikelaitos affärsverk",
    OrganisationType.PARISH: "seurakuntayhtymä kyrklig samfällighet",
    OrganisationType.APPLIED_SCIENCES: "amk yrkeshögskola",
    OrganisationType.VOCATIONAL: "ammattiopisto yrkesinstitut yrkesskola",
    OrganisationType.ASSOCIATION: "ry rf järjestö yhdistys förening säätiö stiftelse foundation",
    OrganisationType.COMPANY: "oy ab yhtiö bolag yritys företag",
    OrganisationType.OTHER: "muu annan other övrig",
}
# What the name of an organisation ends or begins with, the longest first where one holds another.
IN_NAMES = (
    ("hyvinvointialue", OrganisationType.WELLBEING_COUNTY),
    ("valfardsomrade", OrganisationType.WELLBEING_COUNTY),
    ("wellbeingservicescounty", OrganisationType.WELLBEING_COUNTY),
    ("kuntayhtyma", OrganisationType.JOINT_AUTHORITY),
    ("samkommun", OrganisationType.JOINT_AUTHORITY),
    ("jointmunicipalauthority", OrganisationType.JOINT_AUTHORITY),
    ("seurakunta", OrganisationType.PARISH),
    ("forsamling", OrganisationType.PARISH),
    ("ammattikorkeakoulu", OrganisationType.APPLIED_SCIENCES),
    ("yrkeshogskola", OrganisationType.APPLIED_SCIENCES),
    ("universityofappliedsciences", OrganisationType.APPLIED_SCIENCES),
    ("yliopisto", OrganisationType.UNIVERSITY),
    ("universitet", OrganisationType.UNIVERSITY),
    ("university", OrganisationType.UNIVERSITY),
    ("ammattiopisto", OrganisationType.VOCATIONAL),
    ("kaupunki", OrganisationType.MUNICIPALITY),
    ("kunta", OrganisationType.MUNICIPALITY),
    ("kommun", OrganisationType.MUNICIPALITY),
    ("cityof", OrganisationType.MUNICIPALITY),
    ("municipalityof", OrganisationType.MUNICIPALITY),
)
ENDINGS = {
    "stad": OrganisationType.MUNICIPALITY,
    "ry": OrganisationType.ASSOCIATION,
    "rf": OrganisationType.ASSOCIATION,
    "oy": OrganisationType.COMPANY,
    "oyj": OrganisationType.COMPANY,
    "ab": OrganisationType.COMPANY,
}


@cache
def types_by_word() -> dict[str, str]:
    """Folded word -> type of organisation, in the three languages."""
    found = {folded(word): str(kind.value) for kind, words in MORE.items() for word in words.split()}
    for code in ("fi", "sv", "en"):
        with override(code):
            found |= {folded(str(kind.label)): str(kind.value) for kind in OrganisationType}
    return found | {folded(kind.value): str(kind.value) for kind in OrganisationType}


def guess_type(name: str) -> str | None:
    """The type that the name of an organisation tells, or None."""
    last = folded(name.split()[-1]) if name.split() else ""
    if last in ENDINGS:
        return str(ENDINGS[last].value)
    plain = folded(name)
    return next((str(kind.value) for word, kind in IN_NAMES if word in plain), None)


@cache
def languages_by_word() -> dict[str, str]:
    """Folded word -> code of a language."""
    words = {
        "fi": "fi fin suomi finska finnish suomeksi suomenkieli",
        "sv": "sv swe svenska ruotsi swedish ruotsiksi",
        "en": "en eng english englanti engelska englanniksi",
    }
    return {word: code for code, each in words.items() for word in each.split()}
