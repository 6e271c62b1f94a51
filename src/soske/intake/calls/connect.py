"""What the call gives to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.answer import Answer
from soske.base.connect import Duty, Kept, Sheet, Subject, duties, personal_data, sheets, subject_add
from soske.intake.calls.audiences import audiences_add
from soske.intake.calls.letters import waits_until
from soske.intake.calls.models import Call, InfoSignup, Interest, PartnerNotice
from soske.intake.calls.queries import (
    call_of,
    call_window,
    info_of,
    interests_found,
    recording_waits,
    signups_found,
    window_state,
)
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, pack_parts, remembered_of
from soske.records.actions import revision_grow

SOON = dt.timedelta(days=21)  # before the opening: time enough to write and translate what is missing


# --- duties -----------------------------------------------------------------------------------------------------------
@duties.add
def call_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A coordinator makes the call ready before it opens, and sends the recording of the info session."""
    if programme.record_only or not coordinates(person, programme, today=timezone.localdate(now)):
        return []
    return [*_readiness(programme, now), *_recording(programme, now)]


def _readiness(programme: Programme, now: dt.datetime) -> Iterator[Duty]:
    window = call_window(programme)
    state = window_state(window, now)
    if state == "none":
        yield Duty(
            key=f"call_dates:{programme.pk}",
            title=_("Set the dates of the call"),
            text=_("The call opens and closes by itself at the times that you set."),
            button=_("Set the dates"),
            url=reverse("stages", args=[programme.slug]),
            weight=25,
        )
    if state != "before" or window.opens is None or window.opens - now > SOON:
        return
    due = timezone.localdate(window.opens)
    missing = remembered_of(programme, lambda: texts_missing(programme), "call texts missing", get_language())
    if missing:
        yield Duty(
            key=f"call_texts:{programme.pk}",
            title=_("Write the missing texts of the call"),
            text=_("The call opens soon. Missing: %(parts)s") % {"parts": ", ".join(missing)},
            button=_("Look at the call page"),
            url=reverse("call", args=[programme.slug]),
            due=due,
            weight=15,
        )
    if programme.state == "draft":
        yield Duty(
            key=f"call_unpublished:{programme.pk}",
            title=_("Publish the page of the academy"),
            text=_("The call opens soon, but only coordinators see the page of the academy."),
            button=_("Go to the call"),
            url=reverse("call_desk", args=[programme.slug]),
            due=due,
            weight=16,
        )


def texts_missing(programme: Programme) -> list[str]:
    """Which parts of the call have no text at all, or not in each language of the academy."""
    names = ("call", "eligibility", "criteria", "application", "letters")
    parts = pack_parts(programme, *names)
    call, languages = parts["call"], programme.languages
    wanted = {
        _("what is applied for"): call.lead,
        _("how the selection is made"): call.selection,
        _("what becomes public"): call.publicity,
    }
    missing = [name for name, text in wanted.items() if text.missing(languages)]
    lists = {
        _("who can apply"): parts["eligibility"],
        _("review criteria"): parts["criteria"],
        _("questions"): parts["application"],
    }
    missing += [name for name, rows in lists.items() if not rows]
    codes = {letter.code for letter in parts["letters"]}
    if {"interest", "call_open", "info_signup", "info_request", "info_recording", "partner_message"} - codes:
        missing.append(_("messages"))
    return missing


def _recording(programme: Programme, now: dt.datetime) -> Iterator[Duty]:
    """After the session the recording goes to those who asked for it."""
    session, call = info_of(programme), call_of(programme)
    if session is None or session.ends is None or call is None or waits_until(now, session):
        return
    waiting = recording_waits(programme)
    if waiting:
        yield Duty(
            key=f"call_recording:{programme.pk}",
            title=_("Send the recording of the info session"),
            text=ngettext(
                "%(n)s person has asked for it and waits.", "%(n)s people have asked for it and wait.", waiting
            )
            % {"n": waiting},
            button=_("Go to the call"),
            url=reverse("call_desk", args=[programme.slug]),
            weight=35,
        )


# --- lists ------------------------------------------------------------------------------------------------------------
@sheets.add
def signups_sheet(*, programme: Programme) -> Sheet:
    """Sign-ups for the info session, in order of arrival."""
    lang = get_language() or "fi"
    columns = [
        _("Name"),
        _("E-mail address"),
        _("Organisation"),
        _("Language"),
        _("Comes"),
        _("Wants the recording"),
        _("Question"),
        _("Arrived"),
    ]
    rows = (
        (
            each["name"],
            each["email"],
            each["organisation"],
            each["language"],
            _("yes") if each["attends"] else _("no"),
            _("yes") if each["wants_recording"] else _("no"),
            each["question"],
            formats.date_and_time(each["made_at"], lang),
        )
        for each in signups_found(programme).iterator(chunk_size=500)
    )
    return Sheet(title=_("Info session"), columns=columns, rows=rows)


@sheets.add
def interests_sheet(*, programme: Programme) -> Sheet:
    """Expressions of interest, in order of arrival."""
    lang = get_language() or "fi"
    columns = [_("Name"), _("E-mail address"), _("Organisation"), _("Language"), _("Arrived")]
    rows = (
        (
            each["name"],
            each["email"],
            each["organisation"],
            each["language"],
            formats.date_and_time(each["made_at"], lang),
        )
        for each in interests_found(programme).iterator(chunk_size=500)
    )
    return Sheet(title=_("Expressions of interest"), columns=columns, rows=rows)


# --- personal data ----------------------------------------------------------------------------------------------------
class Personal:
    """What the person left for calls, by her address, and her notices."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        interests, signups, notices = _of(person)

        def academy(call: Call) -> tuple[str, str]:
            return _("Academy"), call.programme.name.spoken(lang, tuple(call.programme.languages)).text

        return [
            Kept(
                kind=gettext_lazy("Expressions of interest"),
                ground=gettext_lazy("You asked to be told when the call opens."),
                retention=gettext_lazy("Until you remove it or ask for erasure."),
                rows=[academy(each.call) for each in interests.select_related("call__programme")[:100]],
            ),
            Kept(
                kind=gettext_lazy("Sign-ups for info sessions"),
                ground=gettext_lazy("You signed up or asked for the recording."),
                retention=gettext_lazy("Until you remove it or ask for erasure."),
                rows=[
                    row
                    for each in signups.select_related("call__programme")[:60]
                    for row in (academy(each.call), *([(_("Question"), each.question)] if each.question else []))
                ],
            ),
            Kept(
                kind=gettext_lazy("Notices that look for a partner"),
                ground=gettext_lazy("You looked for another organisation to apply with."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    row
                    for each in notices.select_related("call__programme", "organisation")[:60]
                    for row in (academy(each.call), (_("Organisation"), each.organisation.name.spoken(lang).text))
                ],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        interests, signups, notices = _of(person)
        found = [
            (_("Expressions of interest"), interests.count()),
            (_("Sign-ups for info sessions"), signups.count()),
            (_("Notices that look for a partner"), notices.count()),
        ]
        if not preview:
            for scope in set(notices.values_list("call__programme", flat=True)):
                revision_grow(scope)  # the call page had counted her notice
            for rows in (interests, signups, notices):
                rows.delete()
        return found


def _of(person: Any) -> tuple[QuerySet[Interest], QuerySet[InfoSignup], QuerySet[PartnerNotice]]:
    return (
        Interest.objects.filter(email__iexact=person.email),
        InfoSignup.objects.filter(email__iexact=person.email),
        PartnerNotice.objects.filter(person_id=person.pk),
    )


personal_data.add(Personal())


# --- subjects ---------------------------------------------------------------------------------------------------------
def _call_may(person: Any, pk: int, act: str) -> Answer:
    call = Call.objects.select_related("programme").filter(pk=pk).first()
    return Answer(call is not None and coordinates(person, call.programme, today=timezone.localdate()))


def _call_titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    found = Call.objects.select_related("programme").filter(pk__in=set(ids))
    return {call.pk: call.programme.name.spoken(lang, tuple(call.programme.languages)).text for call in found}


def _notice_may(person: Any, pk: int, act: str) -> Answer:
    return Answer(PartnerNotice.objects.filter(pk=pk, person_id=person.pk).exists())


def _notice_titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    found = PartnerNotice.objects.select_related("organisation").filter(pk__in=set(ids))
    return {notice.pk: notice.organisation.name.spoken(lang).text for notice in found}


def _nobody(person: Any, pk: int, act: str) -> Answer:
    return Answer(False)


subject_add(
    Subject(
        type="call",
        label=gettext_lazy("The call"),
        may=_call_may,
        titles=_call_titles,
        url=lambda pk: reverse("call_desk", args=[Call.objects.values_list("programme__slug", flat=True).get(pk=pk)]),
    )
)
subject_add(
    Subject(
        type="partner_notice",
        label=gettext_lazy("Notice that looks for a partner"),
        may=_notice_may,
        titles=_notice_titles,
        url=lambda pk: "",
        receives=lambda person, pk: bool(_notice_may(person, pk, "read")),
    )
)
for kind, label in (
    ("interest", gettext_lazy("Expression of interest")),
    ("info_signup", gettext_lazy("Sign-up for the info session")),
):
    subject_add(Subject(type=kind, label=label, may=_nobody, titles=lambda ids: {}, url=lambda pk: ""))

audiences_add()
