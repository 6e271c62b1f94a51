from tests.support.access import coordinators, row

ALPHA = {"slug": "alpha"}

TABLE = {
    "programme_new": row(visitor=302, outsider=403, organiser=200, member=403, coordinator=403, other=403),
    "stages": coordinators(kwargs=ALPHA),
    "programme_settings": coordinators(kwargs=ALPHA),
}
