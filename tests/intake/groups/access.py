from tests.support.access import coordinators

ALPHA = {"slug": "alpha"}
GROUP = {"slug": "alpha", "pk": "alpha_group"}
FOREIGN = {"pk": "beta_group"}

TABLE = {
    "groups": coordinators(kwargs=ALPHA),
    "group_new": coordinators(kwargs=ALPHA),
    "organisation_edit": coordinators(kwargs={**GROUP, "organisation": "alpha_organisation"}, foreign=FOREIGN),
}
