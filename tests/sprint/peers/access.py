from tests.sprint.meetings.access import ALPHA, invited
from tests.sprint.sparring.access import coaches
from tests.support.access import coordinators

INTRODUCTION = {"slug": "alpha", "pk": "alpha_introduction"}
FOREIGN_INTRODUCTION = {"pk": "beta_introduction"}
QUESTION = {"slug": "alpha", "pk": "alpha_question"}
FOREIGN_QUESTION = {"pk": "beta_question"}
ANONYMOUS = {"slug": "alpha", "pk": "alpha_anonymous"}
TEAM = {"slug": "alpha", "pk": "alpha_group"}

TABLE = {
    "own_peers": invited(200, ALPHA),
    "exchange_edit": invited(200, ALPHA),
    "exchange_settle": invited(405, ALPHA),
    "exchange": coaches(200, ALPHA, member=200),
    "introduction": invited(200, INTRODUCTION, FOREIGN_INTRODUCTION),
    "board": invited(200, ALPHA),
    "question_new": invited(200, ALPHA),
    "question": invited(200, QUESTION, FOREIGN_QUESTION),
    "question_act": invited(405, QUESTION, FOREIGN_QUESTION),
    "anonymous": invited(200, ALPHA),
    "peers": coordinators(kwargs=ALPHA),
    "peers_propose": coordinators(405, kwargs=ALPHA),
    "peers_drafts": coordinators(kwargs=ALPHA),
    "introductions": coordinators(kwargs=ALPHA),
    "introduction_desk": coordinators(kwargs=INTRODUCTION, foreign=FOREIGN_INTRODUCTION),
    "peers_team": coordinators(kwargs=TEAM, foreign={"pk": "beta_group"}),
    "board_desk": coordinators(kwargs=ALPHA),
    "question_desk": coordinators(kwargs=QUESTION, foreign=FOREIGN_QUESTION),
    "anonymous_desk": coordinators(kwargs=ALPHA),
    "anonymous_answer": coordinators(kwargs=ANONYMOUS, foreign={"pk": "beta_anonymous"}),
}
