from tests.sprint.meetings.access import ALPHA, invited
from tests.support.access import coordinators

ASSIGNMENT = {"slug": "alpha", "pk": "alpha_assignment"}
FOREIGN = {"pk": "beta_assignment"}
WORK = {**ASSIGNMENT, "group": "alpha_group"}

TABLE = {
    "own_assignments": invited(200, ALPHA),
    "hours_add": invited(405, ALPHA),
    "assignment": invited(200, ASSIGNMENT, FOREIGN),
    "assignment_answer": invited(405, ASSIGNMENT, FOREIGN),
    "assignment_present": invited(200, ASSIGNMENT, FOREIGN),
    "assignment_files": invited(405, ASSIGNMENT, FOREIGN),
    "assignment_act": invited(405, ASSIGNMENT, FOREIGN),
    "assignments": coordinators(kwargs=ALPHA),
    "assignments_make": coordinators(405, kwargs=ALPHA),
    "assignment_new": coordinators(kwargs=ALPHA),
    "assignment_desk": coordinators(kwargs=ASSIGNMENT, foreign=FOREIGN),
    "assignment_edit": coordinators(kwargs=ASSIGNMENT, foreign=FOREIGN),
    "assignment_change": coordinators(405, kwargs=ASSIGNMENT, foreign=FOREIGN),
    "work_desk": coordinators(kwargs=WORK, foreign={"group": "beta_group"}),
}
