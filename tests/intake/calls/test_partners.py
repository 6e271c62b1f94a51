"""Looking for a partner: who sees whom, messages, notices of other academies."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from soske.desk.actions import person_erase
from soske.intake.calls.actions_partners import notice_change, notice_close, notice_make, partner_write
from soske.intake.calls.models import Call, InfoSignup, Interest, PartnerNotice
from soske.intake.calls.queries import looks_for_partner, notices_count, notices_open, partner_notice
from soske.people.models import Organisation, Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.actions import letters_send_due
from soske.records.models import AuditRow, Letter
from tests.support.calls import call_now
from tests.support.smtp import Sink
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db
PAGE = "/fi/academies/alpha/call/partners/"


@pytest.fixture
def alpha() -> Programme:
    """A published academy whose call is open."""
    cache.clear()
    Programme.objects.filter(pk=programme("alpha").pk).update(state="public")
    return call_now(Programme.objects.get(slug="alpha"), "open")


def make(of: Programme, by: Person, organisation: str, **more: Any) -> PartnerNotice:
    values: dict[str, Any] = {
        "type": "municipality",
        "themes": ["employment"],
        "region": "FI19B",
        "brings": f"{organisation} tuo kokemusta.",
        "wants": "Toista kuntaa.",
        "language": "fi",
        "now": timezone.now(),
    }
    return notice_make(by=by, programme=of, organisation=organisation, **{**values, **more})


def client(who: Person) -> Client:
    found = Client()
    found.force_login(who)
    return found


def test_two_organisations_find_each_other_and_write(alpha: Programme, sink: Sink) -> None:
    anna, bo = person("anna"), person("bo", "sv")
    browser = client(anna)
    assert browser.get(PAGE).status_code == 403  # before a notice of one's own
    form = {"organisation": "Äänekosken kaupunki", "type": "municipality", "themes": "employment", "brings": "Väkeä"}
    assert browser.post(f"{PAGE}new/", form).status_code == 302
    theirs = make(alpha, bo, "Åbo stad", themes=["rights"], region="FI1C1")
    html = browser.get(PAGE).content.decode()
    assert "Åbo stad" in html
    assert "bo@example.fi" not in html
    assert f"/fi/academies/alpha/apply/?with={theirs.pk}" in html
    assert (
        browser.post(f"{PAGE}{theirs.pk}/write/", {"message": "Hakisimmeko yhdessä?\n\n**Soita**"}).status_code == 302
    )
    letters_send_due(now=timezone.now())
    [mail] = sink.mails
    assert (mail.recipients, mail.message["Reply-To"]) == (["bo@example.fi"], "anna@example.fi")
    assert "Anna, Äänekosken kaupunki" in mail.message.get_body(("plain",)).get_content()
    assert "<strong>Soita" not in mail.message.get_body(("html",)).get_content()
    assert AuditRow.objects.filter(act="partner_message_sent").count() == 1


def test_filters_are_in_the_address(alpha: Programme) -> None:
    anna = person("anna")
    make(alpha, anna, "Oma kunta")
    make(alpha, person("bo"), "Åbo stad", themes=["rights"], region="FI1C1")
    browser = client(anna)

    def shown(query: str) -> tuple[bool, bool]:
        html = browser.get(PAGE + query).content.decode()
        return "Oma kunta tuo" in html, "Åbo stad tuo" in html

    assert shown("") == (True, True)
    assert shown("?theme=rights") == (False, True)
    assert shown("?region=FI19B") == (True, False)
    assert shown("?theme=rights&region=FI19B") == (False, False)
    assert shown("?theme=<b>&region=../..&page=x") == (True, True)


def test_closed_notice_is_seen_by_nobody_and_closes_the_list(alpha: Programme) -> None:
    anna, bo = person("anna"), person("bo")
    own, theirs = make(alpha, anna, "Oma kunta"), make(alpha, bo, "Åbo stad")
    assert client(bo).post(f"{PAGE}{theirs.pk}/close/").status_code == 302
    assert notice_close(by=bo, programme=alpha, notice=theirs, now=timezone.now()) is False
    assert [notice.pk for notice in notices_open(alpha)] == [own.pk]
    assert client(bo).get(PAGE).status_code == 403
    assert client(anna).get(f"{PAGE}{theirs.pk}/write/").status_code == 404
    again = make(alpha, bo, "åbo STAD", type="")  # the same organisation: the same notice, open again
    assert (again.pk, looks_for_partner(alpha, bo)) == (theirs.pk, True)
    assert Organisation.objects.filter(name__fi="Åbo stad").count() == 1


def test_notice_of_another_academy_cannot_be_reached(alpha: Programme) -> None:
    Programme.objects.filter(pk=programme("beta").pk).update(state="public")
    beta = call_now(Programme.objects.get(slug="beta"), "open")
    anna, bo = person("anna"), person("bo")
    make(alpha, anna, "Oma kunta")
    theirs, mine = make(beta, bo, "Åbo stad"), make(beta, anna, "Oma kunta")
    browser = client(anna)
    pages = [f"{PAGE}{theirs.pk}/write/", f"{PAGE}{mine.pk}/", f"{PAGE}{mine.pk}/close/", f"{PAGE}999999/write/"]
    assert [browser.post(page, {"message": "Hei"}).status_code for page in pages] == [404] * 4
    assert partner_notice(alpha, theirs.pk, anna) is None
    assert partner_notice(beta, theirs.pk, anna) == theirs
    assert partner_notice(beta, mine.pk, anna) is None  # one's own
    assert partner_notice(beta, theirs.pk, person("cecilia")) is None  # without a notice
    assert Letter.objects.count() == 0


def test_same_message_is_sent_once_and_many_are_refused(alpha: Programme) -> None:
    anna = person("anna")
    make(alpha, anna, "Oma kunta")
    theirs = make(alpha, person("bo"), "Åbo stad")
    browser = client(anna)
    answers = [browser.post(f"{PAGE}{theirs.pk}/write/", {"message": "Hei"}).status_code for _try in range(21)]
    assert answers == [302] * 20 + [422]
    assert Letter.objects.filter(code="partner_message").count() == 1


def test_writer_without_a_notice_is_refused_by_the_action_too(alpha: Programme) -> None:
    theirs = make(alpha, person("bo"), "Åbo stad")
    with pytest.raises(ValidationError):
        partner_write(by=person("anna"), programme=alpha, notice=theirs, message="Hei", now=timezone.now())
    with pytest.raises(ValidationError):
        partner_write(by=theirs.person, programme=alpha, notice=theirs, message="Hei", now=timezone.now())


def test_nobody_looks_for_a_partner_after_the_call(alpha: Programme) -> None:
    anna = person("anna")
    own, theirs = make(alpha, anna, "Oma kunta"), make(alpha, person("bo"), "Åbo stad")
    closed = call_now(alpha, "closed")
    with pytest.raises(ValidationError):
        make(closed, anna, "Uusi kunta")
    with pytest.raises(ValidationError):
        partner_write(by=anna, programme=closed, notice=theirs, message="Hei", now=timezone.now())
    browser = client(anna)
    assert browser.post(f"{PAGE}new/", {"organisation": "X", "brings": "Y"}).status_code == 200
    assert browser.post(f"{PAGE}{own.pk}/close/").status_code == 302
    assert PartnerNotice.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"organisation": " "}, "organisation"),
        ({"organisation": "Uusi kunta", "type": ""}, "type"),
        ({"themes": ["nothing"]}, "themes"),
        ({"region": "XX000"}, "region"),
        ({"brings": "\u0000 \n"}, "brings"),
        ({"wants": "a" * 1001}, "wants"),
    ],
)
def test_wrong_notice_is_refused_beside_its_field(alpha: Programme, values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make(alpha, person("anna"), values.pop("organisation", "Oma kunta"), **values)
    assert list(refused.value.error_dict) == [field]
    assert Call.objects.filter(partner_notices__isnull=False).count() == 0


def test_older_form_undoes_no_newer_notice(alpha: Programme) -> None:
    anna = person("anna")
    own = make(alpha, anna, "Oma kunta")
    browser = client(anna)
    opened = browser.get(f"{PAGE}{own.pk}/").context["form"]["opened"].value()
    texts: dict[str, Any] = {"themes": [], "region": "", "brings": "Uudempi", "wants": ""}
    notice_change(by=anna, programme=alpha, notice=own, **texts)
    answer = browser.post(f"{PAGE}{own.pk}/", {"brings": "Vanhempi", "opened": opened})
    own.refresh_from_db()
    assert (answer.status_code, own.brings) == (422, "Uudempi")


def test_coordinator_sees_and_removes_notices(alpha: Programme) -> None:
    coordinator = person("coordinator")
    coordinator_add(by=None, programme=alpha, person=coordinator, starts=timezone.localdate())
    theirs = make(alpha, person("bo"), "Åbo stad")
    browser = client(coordinator)
    assert "Åbo stad" in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}{theirs.pk}/write/").status_code == 403
    assert browser.post(f"{PAGE}{theirs.pk}/close/").status_code == 302
    assert notices_open(alpha) == []


def test_erasure_takes_notices_sign_ups_and_letters(alpha: Programme) -> None:
    bo = person("bo")
    make(alpha, bo, "Åbo stad")
    call = Call.objects.get()
    Interest.objects.create(call=call, email="BO@example.fi", language="fi")
    InfoSignup.objects.create(call=call, email="bo@example.fi", language="fi", question="Miksi?")
    Letter.objects.create(
        key="x",
        code="interest",
        address="bo@example.fi",
        language="fi",
        subject="Hei",
        body="Hei",
        scope=alpha.pk,
        subject_type="interest",
        subject_id=1,
        leaves_at=timezone.now(),
    )
    fresh = programme_get("alpha")
    assert fresh is not None
    assert notices_count(fresh) == 1
    html = client(bo).get("/fi/desk/me/").content.decode()
    assert "Miksi?" in html
    person_erase(by=None, person=bo)
    assert [model.objects.count() for model in (Interest, InfoSignup, PartnerNotice, Letter)] == [0, 0, 0, 0]
    fresh = programme_get("alpha")
    assert fresh is not None
    assert notices_count(fresh) == 0
