from tests.support.access import coordinators, public, row, signed_in

ALPHA = {"slug": "alpha"}
NOTICE = {"slug": "alpha", "pk": "alpha_call.notice"}
FOREIGN = {"pk": "beta_call.notice"}

TABLE = {
    "call": public(kwargs=ALPHA),
    "interest": public(kwargs=ALPHA),
    "interest_own": public(
        kwargs={"slug": "alpha", "token": "alpha_call.interest"}, foreign={"token": "beta_call.interest"}
    ),
    "info_signup": public(kwargs=ALPHA),
    "info_own": public(kwargs={"slug": "alpha", "token": "alpha_call.signup"}, foreign={"token": "beta_call.signup"}),
    "call_done": public(kwargs={"slug": "alpha", "what": "text:info"}),
    # The member has a notice of its own in alpha.
    "partners": row(visitor=302, outsider=403, organiser=403, member=200, coordinator=200, other=403, kwargs=ALPHA),
    "partner_new": row(**signed_in().statuses, kwargs=ALPHA),
    "partner_edit": row(
        visitor=302, outsider=404, organiser=404, member=200, coordinator=404, other=404, kwargs=NOTICE, foreign=FOREIGN
    ),
    "partner_close": row(
        visitor=302, outsider=404, organiser=404, member=405, coordinator=405, other=404, kwargs=NOTICE, foreign=FOREIGN
    ),
    "partner_write": row(
        visitor=302,
        outsider=403,
        organiser=403,
        member=200,
        coordinator=403,
        other=403,
        kwargs={"slug": "alpha", "pk": "alpha_call.notice_of_another"},
    ),
    "call_desk": coordinators(kwargs=ALPHA),
    "info_signups": coordinators(kwargs=ALPHA),
    "recording_send": coordinators(405, kwargs=ALPHA),
}
