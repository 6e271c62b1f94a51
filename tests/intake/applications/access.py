from tests.support.access import Row, coordinators, row, signed_in

ALPHA = {"slug": "alpha"}
DRAFT = {"slug": "alpha", "pk": "alpha_draft"}
RECEIVED = {"slug": "alpha", "pk": "alpha_submitted"}
ONE = "text:1"


def applicants(status: int = 200, **kwargs: str) -> Row:
    """For those who are in the group; for everybody else, coordinators too, the application is not there."""
    return row(
        visitor=302,
        outsider=404,
        organiser=404,
        member=404,
        coordinator=404,
        other=404,
        applicant=status,
        partner=status,
        kwargs={**DRAFT, **kwargs},
        foreign={"pk": "beta_draft"},
    )


def organisers(status: int = 200, **kwargs: str) -> Row:
    """The coordinator's pages of one application."""
    return coordinators(status, kwargs={**RECEIVED, **kwargs}, foreign={"pk": "beta_submitted"})


TABLE = {
    "apply": row(**signed_in().statuses, kwargs=ALPHA),
    # applicants
    "application": applicants(302),
    "application_section": applicants(code="text:pilot"),
    "application_check": applicants(),
    "application_received": applicants(302),
    "application_history": applicants(key="text:q.pilot_object"),
    "application_answer": applicants(405),
    "application_present": applicants(),
    "application_submit": applicants(405),
    "application_withdraw": applicants(405),
    "application_reopen": applicants(405),
    "application_complete": applicants(405),
    "application_file_add": applicants(405),
    "application_file_remove": applicants(405, file=ONE),
    "application_invite": applicants(405),
    "member_leave": applicants(405, member=ONE),
    "lead_give": applicants(405, member=ONE),
    "sponsor_set": applicants(405, member=ONE),
    "sign_off": applicants(405, member=ONE),
    "sign_off_ask": applicants(405),
    "place_add": applicants(405),
    "place_leave": applicants(405, place=ONE),
    "contact_set": applicants(405, place=ONE),
    "role_set": applicants(405, place=ONE),
    # coordinators
    "applications": coordinators(kwargs=ALPHA),
    "application_preview": coordinators(kwargs=ALPHA),
    "late_begin": coordinators(kwargs=ALPHA),
    "applications_xlsx": coordinators(kwargs=ALPHA),
    "call_registry": coordinators(kwargs=ALPHA),
    "application_page": organisers(),
    "note_add": organisers(405),
    "note_remove": organisers(405, note=ONE),
    "application_case_number": organisers(405),
    "late_allow": organisers(405),
    "completion_ask": organisers(),
    "completion_cancel": organisers(405),
    "completion_read": organisers(405, number=ONE),
    "submission_pdf": organisers(position=ONE),
    "application_file": organisers(404, file=ONE),
    "application_registry": organisers(),
    # import
    "applications_import": coordinators(kwargs=ALPHA),
    "applications_import_template": coordinators(kwargs={**ALPHA, "kind": "text:applications"}),
    "application_import": coordinators(302, kwargs={**ALPHA, "file": ONE}),
}
