"""What moves with a date is shown first; everybody gets one letter of all changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import vobject
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from soske.base.connect import duties_of
from soske.desk.actions import person_erase
from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from soske.programmes.actions import stages_move
from soske.programmes.models import Stage
from soske.programmes.moving import Consequences, consequences_of
from soske.records.actions import letters_send_due
from soske.records.models import CalendarEntry, Letter
from soske.sprint.assignments.actions import assignment_give, assignments_of_pack
from soske.sprint.assignments.models import Assignment
from soske.sprint.meetings.actions_many import meetings_tell
from soske.sprint.meetings.models import Meeting
from tests.support.at_once import at_once
from tests.support.sprinting import NOW, Sprinting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WEEK = dt.timedelta(days=7)
TODAY = NOW.date()


def day_of(sprint: Sprinting, code: str) -> dt.date:
    found = Stage.objects.get(programme=sprint.programme, code=code).starts
    assert found is not None
    return found


def move(sprint: Sprinting, **days: dt.timedelta) -> None:
    times = {code: (day_of(sprint, code) + by, day_of(sprint, code) + by) for code, by in days.items()}
    stages_move(by=sprint.coordinator, programme=sprint.fresh(), times=times)


def asked(sprint: Sprinting, code: str, by: dt.timedelta, today: dt.date = TODAY) -> Consequences:
    day = day_of(sprint, code) + by
    return consequences_of(sprint.fresh(), {code: (day, day)}, {}, today=today, lang="en")


def tell(sprint: Sprinting, reason: str = "") -> int:
    return meetings_tell(by=sprint.coordinator, programme=sprint.fresh(), reason=reason, now=NOW)


def letters_to(name: str, code: str) -> list[Letter]:
    return list(Letter.objects.filter(code=code, person__email=f"{name}@example.fi"))


# --- what moves -----------------------------------------------------------------------------------------------------
def test_stages_that_are_counted_from_the_kickoff_move_along_and_what_is_over_stays(sprint: Sprinting) -> None:
    found = asked(sprint, "kickoff", WEEK, today=day_of(sprint, "selection"))
    assert {"workshop_1", "workshop_2", "closing", "followup_6"} <= set(found.along)
    assert {"call", "info", "selection", "kickoff"} & set(found.along) == set()
    first = day_of(sprint, "workshop_1")
    assert found.along["workshop_1"] == (first + WEEK, first + WEEK)
    # The follow-ups are counted from the closing, which moves with the kick-off.
    assert found.along["followup_6"][0] == day_of(sprint, "followup_6") + WEEK


def test_single_day_that_would_fall_on_a_weekend_moves_to_monday_and_windows_keep_their_length(
    sprint: Sprinting,
) -> None:
    found = asked(sprint, "kickoff", dt.timedelta(days=2))  # from a Thursday to a Saturday
    single, window = found.along["workshop_1"], found.along["sparring_1"]
    assert single[0] is not None and single[0].weekday() == 0
    row = Stage.objects.get(programme=sprint.programme, code="sparring_1")
    assert row.starts and row.ends and window == (row.starts + dt.timedelta(days=2), row.ends + dt.timedelta(days=2))


def test_meetings_of_a_stage_and_due_days_before_it_move_by_themselves(sprint: Sprinting) -> None:
    assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh())
    sprint.invite("workshop_2")
    found = asked(sprint, "workshop_2", dt.timedelta(days=1))
    assert [row.kind for row in found.tied] == ["Due date of an assignment", "Meeting"]
    assert found.people == 4
    assert (found.hanging, found.along, found.asks) == ([], {}, True)
    day = day_of(sprint, "workshop_2")
    assert all(row.before != row.after for row in found.tied) and day == day_of(sprint, "workshop_2")


def test_nothing_is_asked_of_a_stage_on_which_nothing_hangs(sprint: Sprinting) -> None:
    Meeting.objects.filter(programme=sprint.programme).delete()
    assert asked(sprint, "workshop_4", dt.timedelta(days=1)).asks is False


def test_person_who_has_left_or_is_erased_is_not_among_those_who_are_told(sprint: Sprinting) -> None:
    sprint.invite("workshop_1")
    GroupPerson.objects.filter(person__email="toka@example.fi").update(ends=TODAY)
    person_erase(by=None, person=Person.objects.get(email="kolmas@example.fi"))
    assert asked(sprint, "workshop_1", dt.timedelta(days=1)).people == 1


# --- the page -------------------------------------------------------------------------------------------------------
def form_of(sprint: Sprinting, **changed: str) -> dict[str, str]:
    form = sprint.client().get("/en/desk/alpha/dates/").context["form"]
    return {name: form[name].as_hidden() and (form[name].value() or "") for name in form.fields} | changed


def posted(sprint: Sprinting, **changed: str) -> dict[str, str]:
    found = {}
    for name, value in form_of(sprint, **changed).items():
        if isinstance(value, dt.date):
            found[name] = value.strftime("%d.%m.%Y")
        elif isinstance(value, dt.time):
            found[name] = value.strftime("%H.%M")
        else:
            found[name] = value
    return found


def test_page_asks_first_and_saves_what_was_chosen(sprint: Sprinting) -> None:
    sprint.invite("kickoff")
    client, url = sprint.client(), "/en/desk/alpha/dates/"
    before, workshop = day_of(sprint, "kickoff"), day_of(sprint, "workshop_1")
    data = posted(sprint, kickoff_starts=(before + WEEK).strftime("%d.%m.%Y"))
    page = client.post(url, data)
    text = page.content.decode()
    assert (page.status_code, day_of(sprint, "kickoff")) == (200, before)
    assert "What moves with this?" in text and "4 people have been told the old time." in text
    # What the form sent is in the page and is sent once more with the answer.
    again = client.post(url, {**data, "along": "back"})
    assert again.context["form"]["kickoff_starts"].value() == data["kickoff_starts"]
    assert day_of(sprint, "kickoff") == before
    done = client.post(url, {**dict(page.context["sent"]), "along": "yes"})
    assert done.headers["Location"] == "/en/desk/alpha/meetings/tell/"
    assert (day_of(sprint, "kickoff"), day_of(sprint, "workshop_1")) == (before + WEEK, workshop + WEEK)
    told = client.get("/en/desk/alpha/meetings/tell/").content.decode()
    assert "4 people invited" in told
    assert "4 messages are sent." in client.post("/en/desk/alpha/meetings/tell/", {}, follow=True).content.decode()
    assert "Everybody knows" in client.get("/en/desk/alpha/meetings/tell/").content.decode()


def test_only_what_was_changed_can_be_moved(sprint: Sprinting) -> None:
    before, workshop = day_of(sprint, "kickoff"), day_of(sprint, "workshop_1")
    day = before + dt.timedelta(days=1)
    data = posted(sprint, kickoff_starts=day.strftime("%d.%m.%Y"))
    assert sprint.client().post("/en/desk/alpha/dates/", {**data, "along": "no"}).status_code == 302
    assert (day_of(sprint, "kickoff"), day_of(sprint, "workshop_1")) == (day, workshop)


def test_move_that_is_in_order_only_with_the_others_offers_nothing_else(sprint: Sprinting) -> None:
    far = day_of(sprint, "kickoff") + 8 * WEEK
    data = posted(sprint, kickoff_starts=far.strftime("%d.%m.%Y"))
    page = sprint.client().post("/en/desk/alpha/dates/", data)
    found = page.context["found"]
    assert (found.fits, found.fits_along) == (False, True)
    assert b'value="no"' not in page.content and b'value="yes"' in page.content
    wrong = sprint.client().post("/en/desk/alpha/dates/", {**data, "along": "no"})
    assert wrong.status_code == 422


def test_answer_to_a_page_that_is_older_than_another_move_is_refused(sprint: Sprinting) -> None:
    data = posted(sprint, kickoff_starts=(day_of(sprint, "kickoff") + WEEK).strftime("%d.%m.%Y"))
    page = sprint.client().post("/en/desk/alpha/dates/", data)
    move(sprint, workshop_4=dt.timedelta(days=1))
    answer = sprint.client().post("/en/desk/alpha/dates/", {**dict(page.context["sent"]), "along": "yes"})
    assert answer.status_code == 422 and "Someone else has saved" in answer.content.decode()


def test_meeting_form_asks_too_and_keeps_the_rest_of_what_was_typed(sprint: Sprinting) -> None:
    meeting = sprint.invite("kickoff")
    client, url = sprint.client(), f"/en/desk/alpha/meetings/{meeting.pk}/edit/"
    form = client.get(url).context["form"]
    day = day_of(sprint, "kickoff") + WEEK
    data = {"starts": day.strftime("%d.%m.%Y"), "ends": "", "opens": "9", "closes": "12", "place": "Sali Ö"}
    data |= {"version": "1", "opened": form["opened"].value(), "agenda_fi": "- Ääkköset", "sponsors": "on"}
    page = client.post(url, data)
    assert "What moves with this?" in page.content.decode() and sprint.view().meeting.place == "Sali Ä"
    done = client.post(url, {**dict(page.context["sent"]), "along": "yes"})
    view = sprint.view()
    assert done.headers["Location"] == "/en/desk/alpha/meetings/tell/"
    assert (view.meeting.place, view.meeting.agenda["fi"], view.meeting.sponsors) == ("Sali Ö", "- Ääkköset", True)
    assert day_of(sprint, "closing") > day


def test_change_of_the_text_alone_is_saved_at_once(sprint: Sprinting) -> None:
    meeting = sprint.invite("workshop_1")
    client, url = sprint.client(), f"/en/desk/alpha/meetings/{meeting.pk}/edit/"
    form = client.get(url).context["form"]
    data: dict[str, Any] = {name: form[name].value() or "" for name in ("place", "version", "opened", "link")}
    for name in ("starts", "ends"):
        data[name] = form[name].value().strftime("%d.%m.%Y")
    for name in ("opens", "closes"):
        data[name] = form[name].value().strftime("%H.%M") if form[name].value() else ""
    assert client.post(url, {**data, "agenda_fi": "Uusi"}).status_code == 302
    assert sprint.view("workshop_1").meeting.agenda["fi"] == "Uusi"


# --- one letter -----------------------------------------------------------------------------------------------------
def test_person_in_three_moved_meetings_gets_one_letter_with_three_entries(sprint: Sprinting) -> None:
    assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh())
    given = Assignment.objects.get(programme=sprint.programme, before="workshop_2")
    given.programme = sprint.fresh()
    assignment_give(by=sprint.coordinator, assignment=given, now=NOW)
    stages = ("kickoff", "workshop_1", "workshop_2")
    for stage in stages:
        sprint.invite(stage)
    move(sprint, **dict.fromkeys(stages, dt.timedelta(days=1)))
    assert tell(sprint, "Sali\nremontissa") == 4
    (letter,) = letters_to("eka", "meetings_moved")
    calendars = [f"BEGIN:VCALENDAR{part}" for part in letter.calendar.split("BEGIN:VCALENDAR")[1:]]
    events = [vobject.readOne(each).vevent for each in calendars]
    assert [each.count("BEGIN:VEVENT") for each in calendars] == [1, 1, 1]
    assert [event.sequence.value for event in events] == ["1", "1", "1"]
    assert {event.uid.value for event in events} == set(CalendarEntry.objects.filter(
        subject_type="meeting").values_list("uid", flat=True))  # fmt: skip
    assert letter.body.count("aiempi aika") == 3 or letter.body.count("earlier time") == 3
    assert "Sali remontissa" in letter.body and "/academies/alpha/meetings/" in letter.body
    assert given.name["fi"] in letter.body  # its due day has moved with the workshop
    # The sponsor is asked to two of them and has no page; whoever is in one only gets the usual letter.
    (sponsor,) = letters_to("johto", "meetings_moved")
    assert (sponsor.calendar.count("BEGIN:VEVENT"), "/meetings/" in sponsor.body) == (2, False)
    assert Letter.objects.filter(code="meeting_moved").count() == 0
    with pytest.raises(ValidationError, match="knows"):
        tell(sprint)


def test_letter_of_one_change_is_the_usual_one_and_names_what_is_due_before_it(sprint: Sprinting) -> None:
    assignments_of_pack(by=sprint.coordinator, programme=sprint.fresh())
    given = Assignment.objects.get(programme=sprint.programme, before="workshop_2")
    given.programme = sprint.fresh()
    assignment_give(by=sprint.coordinator, assignment=given, now=NOW)
    sprint.invite("workshop_2")
    move(sprint, workshop_2=dt.timedelta(days=1))
    assert tell(sprint) == 4
    (letter,) = letters_to("toka", "meeting_moved")
    assert given.name["fi"] in letter.body and letter.calendar.count("BEGIN:VEVENT") == 1


def test_meeting_that_cannot_be_told_of_does_not_hold_the_others_back(sprint: Sprinting) -> None:
    for stage in ("workshop_1", "workshop_2", "workshop_3"):
        sprint.invite(stage)
    move(sprint, **{f"workshop_{n}": dt.timedelta(days=1) for n in (1, 2, 3)})
    Meeting.objects.filter(stage="workshop_2").update(place="")
    assert tell(sprint) == 3  # the sponsor is asked to the second one only
    assert sprint.view("workshop_2").untold and not sprint.view("workshop_3").untold


@pytest.mark.django_db(transaction=True)
def test_told_by_two_at_once_everybody_gets_one_letter(sprint: Sprinting) -> None:
    for stage in ("workshop_1", "workshop_3"):
        sprint.invite(stage)
    move(sprint, workshop_1=dt.timedelta(days=1), workshop_3=dt.timedelta(days=1))

    def act() -> int:
        try:
            return tell(sprint)
        except ValidationError:
            return 0

    assert sorted(at_once([act, act])) == [0, 3]
    assert Letter.objects.filter(code="meetings_moved").count() == 3


def test_mail_has_one_file_for_each_entry(sprint: Sprinting, settings: Any) -> None:
    for stage in ("workshop_1", "workshop_3"):
        sprint.invite(stage)
    move(sprint, workshop_1=dt.timedelta(days=1), workshop_3=dt.timedelta(days=1))
    Letter.objects.all().update(state="sent")
    tell(sprint)
    letters_send_due(now=timezone.now() + dt.timedelta(days=4000))
    message = next(each for each in mail.outbox if each.to == ["eka@example.fi"]).message()
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [(part.get_param("method"), part.get_filename()) for part in parts] == [
        ("REQUEST", "invite-1.ics"),
        ("REQUEST", "invite-2.ics"),
    ]
    for part in parts:
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes) and content.count(b"BEGIN:VEVENT") == 1


def test_several_changes_are_one_duty(sprint: Sprinting) -> None:
    for stage in ("workshop_1", "workshop_3"):
        sprint.invite(stage)
    move(sprint, workshop_1=dt.timedelta(days=1), workshop_3=dt.timedelta(days=1))
    keys = [duty.key for duty in duties_of(person=sprint.coordinator, programme=sprint.fresh(), now=NOW)]
    assert [key for key in keys if "tell" in key] == [f"meetings_tell:{sprint.programme.pk}"]
