"""Who may open an application, and what may be done to it and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.applications.models import Application
from soske.intake.applications.queries import application_get, group_applied, place_in, request_open, submit_until
from soske.intake.applications.states import ApplicationState
from soske.intake.calls.queries import call_state
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.rules import takes_part
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.rules import coordinates_programme, sees_programme


def applies_to(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Anyone who has signed in, when the academy is public. Whether the call is open is said on the page."""
    answer = sees_programme(request, slug=slug)
    return Answer(request.user.is_authenticated) if answer else answer


def in_application(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Those who are in the group now. For everybody else the application is not there, for coordinators too: they
    have pages of their own."""
    if not request.user.is_authenticated:
        return Answer(False)
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    application = application_get(asked.programme, pk) if asked.programme else None
    place = place_in(application, request.user) if application else None
    if application is None or place is None:
        return NOT_THERE
    asked.subject, asked.place = application, place
    return YES


def coordinates_application(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; an application to another programme is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = application_get(asked.programme, pk)
    return YES if asked.subject is not None else NOT_THERE


def may_remove_group(group: Group) -> Answer:
    """A group that applies stays with its application, which may have been received."""
    return Answer(
        not group_applied(group),
        _("This group has an application. It stays, so that what was received is not lost."),
    )


def may_begin(programme: Programme, *, now: dt.datetime) -> Answer:
    """While the call is open."""
    if programme.record_only:
        return Answer(False, _("This academy is a record of the past. It takes no applications."))
    state = call_state(programme, now)
    if state == "open":
        return YES
    if state == "closed":
        return Answer(False, _("The call has closed. The organiser can give permission to apply late."))
    return Answer(False, _("The call is not open yet."))


def may_save_group(group: Group) -> Answer:
    """The organiser changes a group that applies only while its application is with the organiser: a draft is the
    applicants' own."""
    return Answer(
        not Application.objects.filter(group=group).exclude(state=ApplicationState.SUBMITTED).exists(),
        _("The applicants are writing their application again. The group can be changed when they have submitted it."),
    )


def may_handle(application: Application, person: Any) -> Answer:
    """A coordinator who takes part in an application leaves what is decided about it to another coordinator."""
    return Answer(
        not takes_part(person, application.group_id),
        _("You take part in this application yourself. Another coordinator has to do this."),
    )


def may_write(application: Application, key: str, *, now: dt.datetime) -> Answer:
    """A draft always, also after the call: only submitting has a time limit. A submitted one only where the organiser
    has asked for completion."""
    if application.state == ApplicationState.DRAFT:
        return YES
    if application.state == ApplicationState.SUBMITTED:
        request = request_open(application, now=now)
        if request is not None and key in request.fields:
            return YES
        return Answer(False, _("The application has been submitted. To change it, reopen it while the call is open."))
    return Answer(False, _("The application has been withdrawn. Reopen it to go on writing."))


def may_change_group(application: Application) -> Answer:
    """Who is in the group changes before submission only."""
    return Answer(
        application.state == ApplicationState.DRAFT,
        _("The application has been submitted. To change it, reopen it while the call is open."),
    )


def in_time(application: Application, *, now: dt.datetime) -> Answer:
    """While the call is open, or until the time that the coordinator has given."""
    until = submit_until(application)
    begun = call_state(application.programme, now) != "before"
    return Answer(
        begun and until is not None and now < until,
        _("The call has closed. What you wrote is saved, but it cannot be submitted any more. Ask the organiser."),
    )


def speaks_for(application: Application, place: GroupPerson) -> Answer:
    """A person of the lead organisation or the contact person: they act for the whole group."""
    leads = place.member is not None and place.member.lead
    return Answer(
        leads or application.group.contact_id == place.person_id,
        _("Only the lead organisation or the contact person can do this."),
    )


def acts_for(place: GroupPerson, member: int | None) -> Answer:
    """A person acts for her own organisation; the lead organisation for every member."""
    return Answer(
        place.member is not None and (place.member.lead or place.member_id == member),
        _("Only the organisation itself or the lead organisation can do this."),
    )


def may_submit(application: Application, place: GroupPerson, *, now: dt.datetime) -> Answer:
    """Those who speak for the group, while there is time."""
    if application.state == ApplicationState.SUBMITTED:
        return Answer(False, _("The application has been submitted already."))
    if application.state == ApplicationState.WITHDRAWN:
        return Answer(False, _("The application has been withdrawn. Reopen it to go on writing."))
    if not speaks_for(application, place):
        return Answer(False, _("The lead organisation submits the application."))
    return in_time(application, now=now)


def may_reopen(application: Application, place: GroupPerson, *, now: dt.datetime) -> Answer:
    """A submitted or withdrawn one, by those who speak for the group, while there is time to submit it again."""
    if application.state == ApplicationState.DRAFT:
        return Answer(False, _("The application is open already."))
    return in_time(application, now=now) if (answer := speaks_for(application, place)) else answer


def may_withdraw(application: Application, place: GroupPerson) -> Answer:
    """Always, by those who speak for the group. Another organisation leaves the group instead."""
    if application.state == ApplicationState.WITHDRAWN:
        return Answer(False, _("The application has been withdrawn already."))
    return speaks_for(application, place)


def may_sign(place: GroupPerson, member: int) -> Answer:
    """A person signs off for her own organisation only."""
    return Answer(place.member_id == member, _("Each organisation signs off its own part."))
