"""Peer support in the practice academy: introductions in every state, a board with questions, anonymous questions."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from soske.intake.groups.actions_topics import exchange_set, topic_settle
from soske.intake.groups.models import Group, GroupWords
from soske.intake.groups.queries import topic_rows
from soske.intake.groups.queries_topics import exchange_facts
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.peers import actions, actions_board
from soske.sprint.peers.models import Anonymous, Introduction
from soske.sprint.peers.queries import introduction_of, teams_of

OFFERS = (
    ("gives", "Meillä on kaksi vuotta kokemusta työllistämisehdosta siivouspalveluissa. Ehtotekstit saa käyttöön."),
    (
        "needs",
        "Haluaisimme kuulla, miten muut ovat saaneet johdon ja lautakunnan mukaan.",
    ),
    ("gives", "Voimme näyttää, miten toimitusketjua selvitetään tekstiilihankinnassa."),
)
WORDS = (
    "Mielellämme. Meille sopisi lyhyt etäpalaveri alkuviikosta.",
    "Hienoa, tästä on meille heti hyötyä.",
    "Kiitos ehdotuksesta.",
)
OUTCOME = "Saimme valmiin ehtotekstin ja sovimme, että vertaamme seurannan tuloksia keväällä."
DECLINED = "Emme ehdi tämän kuun aikana. Palaamme asiaan työpajan jälkeen."
QUESTIONS = (
    (
        "employment_clause",
        "Kuinka pitkän työjakson olette ehdossa vaatineet?",
        "Mietimme kolmen ja kuuden kuukauden väliltä. Mikä on toiminut tarjoajien kannalta?",
    ),
    ("decision_makers", "Miten saitte johtoryhmän varaamaan aikaa suunnitelmalle?", ""),
    ("market_dialogue", "Kuinka paljon ennen kilpailutusta kutsuitte toimittajat keskustelemaan?", ""),
    ("", "Onko jollakin kokemusta yhteishankinnasta naapurikunnan kanssa?", "Kyse on ateriapalveluista."),
)
REPLIES = (
    "Meillä kuusi kuukautta oli liian pitkä pienille yrityksille. Kolme kuukautta riitti alkuun.",
    "Kysyimme asiaa markkinavuoropuhelussa. Siitä sai hyvän käsityksen siitä, mikä on mahdollista.",
)
ANONYMOUS = (
    (
        "Mitä tapahtuu, jos johtomme ei ehdi käsitellä suunnitelmaa ennen päätösseminaaria?",
        "Kertokaa siitä ajoissa koordinaattorille. Etsimme yhdessä ajan, ja suunnitelman voi esitellä seminaarissa "
        "luonnoksena.",
    ),
    ("Saako pilotin aihetta vielä vaihtaa, jos huomaamme valinneemme liian suuren hankinnan?", ""),
)


def build_peers(*, programme: Programme, by: Person) -> None:
    """What three weeks of peer support have left behind."""
    now = timezone.now()
    here = programme_get(programme.slug) or programme
    teams = list(teams_of(here).filter(contact__isnull=False).select_related("contact"))
    for number, team in enumerate(teams):
        team.programme = here
        if team.contact is not None and number != 1:  # one has not looked yet
            _say(team, team.contact, number)
    actions.introductions_draft(by=by, programme=programme_get(programme.slug) or programme)
    actions.drafts_send(by=by, programme=here, now=now - dt.timedelta(days=5))
    _answer(teams, now)
    _ask(teams, by, now)
    for days, (text, answer) in zip((9, 2), ANONYMOUS, strict=True):
        actions_board.anonymous_ask(programme=here, text=text, today=timezone.localdate() - dt.timedelta(days=days))
        if answer:
            question = Anonymous.objects.get(programme=here)
            question.programme = here
            actions_board.anonymous_answer(
                by=by, question=question, answer=answer, now=now - dt.timedelta(days=days - 1)
            )


def _say(team: Group, person: Person, number: int) -> None:
    """The team opens what it told in its application, and agrees with what others saw in it."""
    for row in topic_rows(team, "fi"):
        if row.seen:
            topic_settle(by=person, group=team, kind=row.kind, code=row.code, right=True)
    facts = exchange_facts(team)
    words = dict(GroupWords.objects.filter(group=team).values_list("kind", "text"))
    kind, text = OFFERS[number % len(OFFERS)]
    exchange_set(by=person, group=team, topics=facts, words={kind: text, **words})


def _answer(teams: list[Group], now: dt.datetime) -> None:
    """One introduction is closed, one goes on, one waits for the second team, one is declined; the others wait."""
    people = {team.pk: team for team in teams}
    rows = Introduction.objects.filter(giver__in=people, taker__in=people).order_by("pk")[:4]
    for number, row in enumerate(rows):
        for group in (row.giver_id, row.taker_id)[: 1 if number in {2, 3} else 2]:
            team = people[group]
            each = introduction_of(team, row.pk)
            if each is None or team.contact is None:
                continue
            each.introduction.programme = team.programme
            yes = number != 3
            word = WORDS[(number + group) % len(WORDS)] if yes else DECLINED
            actions.introduction_answer(by=team.contact, each=each, yes=yes, word=word, now=now - dt.timedelta(days=3))
        if number == 0 and (contact := people[row.taker_id].contact) is not None:
            row = Introduction.objects.get(pk=row.pk)
            row.programme = people[row.taker_id].programme
            actions.introduction_close(by=contact, introduction=row, outcome=OUTCOME, now=now)


def _ask(teams: list[Group], by: Person, now: dt.datetime) -> None:
    """A few questions; the first one has two answers, the third one is solved."""
    asking = [team for team in teams if team.contact is not None]
    for number, (topic, title, text) in enumerate(QUESTIONS):
        team, at = asking[number % len(asking)], now - dt.timedelta(days=8 - 2 * number)
        assert team.contact is not None  # noqa: S101 - chosen so
        question = actions_board.question_ask(by=team.contact, group=team, title=title, text=text, topic=topic, now=at)
        if number in {0, 2}:
            for place, other in enumerate([each for each in asking if each != team][: 2 - number // 2]):
                actions_board.question_reply(
                    by=other.contact or by, question=question, group=other, text=REPLIES[place], now=at
                )
        if number == 2:
            actions_board.question_solve(by=team.contact, question=question, group=team, solved=True, now=now)
