from tests.support.access import coordinators, public, row, signed_in

ALPHA = {"slug": "alpha"}

GROUP = {"slug": "alpha", "pk": "alpha_group"}
FOREIGN = {"pk": "beta_group"}
NOBODY = dict.fromkeys(("outsider", "organiser", "coordinator", "other"), 404)

TABLE = {
    "team_front": row(visitor=302, member=200, kwargs=ALPHA, **NOBODY),
    "own_team": row(visitor=302, member=200, kwargs=ALPHA, **NOBODY),
    "own_team_person": row(
        visitor=302, member=200, kwargs={**ALPHA, "place": "alpha_place"}, foreign={"place": "beta_place"}, **NOBODY
    ),
    "team": coordinators(kwargs=GROUP, foreign=FOREIGN),
    "team_person": coordinators(kwargs={**GROUP, "place": "alpha_place"}, foreign={"place": "beta_place"}),
    "root": public(302),
    "pattern": public(kwargs={"slug": "alpha", "form": "text:card", "colour": "text:brick"}),
    "front": public(),
    "about": public(),
    "accessibility": public(),
    "privacy": public(),
    "feed": public(),
    "programme": public(kwargs=ALPHA),
    "calendar": public(kwargs=ALPHA),
    "desk": signed_in(),
    "own_data": signed_in(),
    "today": coordinators(kwargs=ALPHA),
    "programme_publish": coordinators(405, kwargs=ALPHA),
    "files": coordinators(kwargs=ALPHA),
    "file_remove": coordinators(405, kwargs={"slug": "alpha", "pk": "alpha_file"}),
    "group_edit": coordinators(kwargs={"slug": "alpha", "pk": "alpha_group"}, foreign={"pk": "beta_group"}),
    "group_remove": coordinators(405, kwargs={"slug": "alpha", "pk": "alpha_group"}, foreign={"pk": "beta_group"}),
    "groups_xlsx": coordinators(kwargs=ALPHA),
    "letters": coordinators(kwargs=ALPHA),
    "letter": coordinators(kwargs={"slug": "alpha", "pk": "alpha_letter"}, foreign={"pk": "beta_letter"}),
    "letter_new": coordinators(kwargs=ALPHA),
    "letter_move": coordinators(405, kwargs={"slug": "alpha", "pk": "alpha_letter"}),
    "letters_cancel": coordinators(405, kwargs={**ALPHA, "batch": "text:12345678-1234-4234-8234-123456789abc"}),
    "log": coordinators(kwargs=ALPHA),
}
