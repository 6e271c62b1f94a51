from tests.support.access import coordinators, row

ALPHA = {"slug": "alpha"}
PUBLIC_PART = {**ALPHA, "part": "text:public"}

TABLE = {
    "programme_new": row(visitor=302, outsider=403, organiser=200, member=403, coordinator=403, other=403),
    "stages": coordinators(kwargs=ALPHA),
    "programme_settings": coordinators(kwargs=ALPHA),
    "texts": coordinators(kwargs=ALPHA),
    "texts_pack": coordinators(kwargs=ALPHA),
    "texts_part": coordinators(kwargs=PUBLIC_PART),
    "texts_item": coordinators(kwargs={**ALPHA, "part": "text:letters", "codes": "text:selected"}),
    "texts_earlier": coordinators(kwargs=PUBLIC_PART),
    "texts_version": coordinators(kwargs={**PUBLIC_PART, "pk": "alpha_earlier"}, foreign={"pk": "beta_earlier"}),
}
