"""The academy of 2022 from its record: nothing invented; what is not known stays empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soske.base.localtext import LocalText
from soske.intake.groups.models import Group, Member
from soske.intake.selection.actions import announcement_publish, announcement_write
from soske.intake.selection.actions_decision import group_choose
from soske.intake.selection.states import Outcome
from soske.packs.loader import load_builtin
from soske.packs.schema import CallTexts, Pack
from soske.people.actions import organisation_make
from soske.people.models import Organisation, OrganisationType, Unit
from soske.programmes.actions import programme_make, stages_record
from soske.programmes.models import Programme
from soske.records.actions import audit_write

SLUG = "soske-2022"


def record_read() -> dict[str, Any]:
    """The record as it stands in its file."""
    from ruamel.yaml import YAML

    with (Path(__file__).parent / "record2022.yaml").open(encoding="utf-8") as lines:
        return dict(YAML(typ="safe").load(lines))


def record_load() -> Programme:
    """Make the programme soske-2022 with its six groups, selected and announced."""
    record = record_read()
    programme = programme_make(
        by=None,
        pack=_pack(record),
        name=LocalText(record["name"]),
        slug=record["slug"],
        kickoff=None,
        organiser=_organisation({"name": record["organiser"], "type": OrganisationType.OTHER}),
        record_only=True,
    )
    programme.seats, programme.length_months = record["seats"], record["length_months"]
    programme.continues_name, programme.continues_url = LocalText(record["continues"]), record["continues_url"]
    programme.colour = record["colour"]
    programme.save()
    stages_record(programme=programme, stages=record["stages"])
    organisations = {key: _organisation(facts) for key, facts in record["organisations"].items()}
    for facts in record["groups"]:
        _group(programme, facts, organisations)
    texts = {"unites": LocalText(record["unites"])}
    announcement_write(by=None, programme=programme, texts=texts, quotes=[], version=1)
    announcement_publish(by=None, programme=programme)
    return programme


def _pack(record: dict[str, Any]) -> Pack:
    """The default pack with the record's texts and without what the record does not say."""
    pack = load_builtin("soske")
    texts = {name: LocalText(text) for name, text in record["public"].items()}
    public = pack.public.model_copy(update={**texts, **{name: LocalText() for name in ("workload", "cost")}})
    said = record["announcement"]
    length = pack.announcement.length.model_copy(update={"other": LocalText(said["length"])})
    announcement = pack.announcement.model_copy(
        update={
            "length": length,
            "makes_after": LocalText(said["makes_after"]),
            "support": LocalText(said["support"]),
        }
    )
    call = CallTexts(**{name: LocalText(text) for name, text in record["call"].items()})
    changes: dict[str, Any] = {"public": public, "announcement": announcement, "call": call}
    keeps_note = {"call"}  # the day of its info session is recorded
    for name in ("letters", "workload", "eligibility", "criteria", "application", "topics", "assignments", "feedback"):
        changes[name] = []
    changes["themes"] = [theme.model_copy(update={"subthemes": []}) for theme in pack.themes]
    changes["path"] = [
        step if step.code in keeps_note else step.model_copy(update={"note": LocalText()}) for step in pack.path
    ]
    return pack.model_copy(update=changes)


def _organisation(facts: dict[str, Any]) -> Organisation:
    name = LocalText(facts["name"])
    known = Organisation.objects.filter(made_up=False, name=dict(name)).first()
    return known or organisation_make(name=name, type=facts["type"], region=facts.get("region", ""))


def _group(programme: Programme, facts: dict[str, Any], organisations: dict[str, Organisation]) -> None:
    """A group whose lead, contact and people the record does not name."""
    group = Group.objects.create(programme=programme)
    members = [organisations[key] for key in facts["members"]]
    if facts.get("units"):
        units = [
            Unit.objects.create(organisation=members[0], kind=unit["kind"], name=LocalText(unit.get("name")))
            for unit in facts["units"]
        ]
        rows = [Member(group=group, organisation=members[0], unit=unit, position=n) for n, unit in enumerate(units)]
    else:
        rows = [Member(group=group, organisation=each, position=n) for n, each in enumerate(members)]
    Member.objects.bulk_create(rows)
    audit_write(by=None, scope=programme.pk, subject=("group", group.pk), act="group_entered")
    group_choose(by=None, group=group, outcome=Outcome.SELECTED)
