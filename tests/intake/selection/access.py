from tests.support.access import coordinators, public

ALPHA = {"slug": "alpha"}

TABLE = {
    "announcement": public(kwargs=ALPHA),
    "selection": coordinators(kwargs=ALPHA),
    "choose": coordinators(405, kwargs={"slug": "alpha", "pk": "alpha_group"}, foreign={"pk": "beta_group"}),
    "announcement_edit": coordinators(kwargs=ALPHA),
    "publish": coordinators(405, kwargs=ALPHA),
    "undo": coordinators(405, kwargs=ALPHA),
    "announcement_copy": coordinators(kwargs=ALPHA),
}
