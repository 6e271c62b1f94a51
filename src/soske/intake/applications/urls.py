from soske.base.urls import page
from soske.intake.applications import (
    views,
    views_group,
    views_import,
    views_organiser,
    views_preview,
    views_registry,
    views_sending,
    views_writing,
)
from soske.intake.applications.kept import keep
from soske.intake.applications.rules import applies_to, coordinates_application, in_application
from soske.programmes.rules import coordinates_programme

HERE = "academies/<slug:slug>/applications/<int:pk>/"
LIST = "desk/<slug:slug>/applications/"
ONE = f"{LIST}<int:pk>/"

urlpatterns = [
    page("academies/<slug:slug>/apply/", views.apply, rule=applies_to, name="apply"),
    page(HERE, views.application, rule=in_application, name="application"),
    page(f"{HERE}check/", views_sending.check, rule=in_application, name="application_check"),
    page(f"{HERE}submit/", views_sending.submit, rule=in_application, name="application_submit"),
    page(f"{HERE}received/", views_sending.received, rule=in_application, name="application_received"),
    page(f"{HERE}withdraw/", views_sending.withdraw, rule=in_application, name="application_withdraw"),
    page(f"{HERE}reopen/", views_sending.reopen, rule=in_application, name="application_reopen"),
    page(f"{HERE}complete/", views_sending.complete, rule=in_application, name="application_complete"),
    page(f"{HERE}answer/", views_writing.answer, rule=in_application, name="application_answer"),
    page(f"{HERE}present/", views_writing.here, rule=in_application, name="application_present"),
    page(f"{HERE}history/<str:key>/", views_writing.history, rule=in_application, name="application_history"),
    page(f"{HERE}files/add/", views.file_add, rule=in_application, name="application_file_add"),
    page(f"{HERE}files/<int:file>/remove/", views.file_remove, rule=in_application, name="application_file_remove"),
    page(f"{HERE}invite/", views_group.member_invite, rule=in_application, name="application_invite"),
    page(f"{HERE}members/<int:member>/leave/", views_group.member_leave, rule=in_application, name="member_leave"),
    page(f"{HERE}members/<int:member>/lead/", views_group.lead_give, rule=in_application, name="lead_give"),
    page(f"{HERE}members/<int:member>/sponsor/", views_group.sponsor_set, rule=in_application, name="sponsor_set"),
    page(f"{HERE}members/<int:member>/sign/", views_group.sign_off, rule=in_application, name="sign_off"),
    page(f"{HERE}ask/", views_group.sign_off_ask, rule=in_application, name="sign_off_ask"),
    page(f"{HERE}people/add/", views_group.place_add, rule=in_application, name="place_add"),
    page(f"{HERE}people/<int:place>/leave/", views_group.place_leave, rule=in_application, name="place_leave"),
    page(f"{HERE}people/<int:place>/contact/", views_group.contact_set, rule=in_application, name="contact_set"),
    page(f"{HERE}people/<int:place>/role/", views_group.role_set, rule=in_application, name="role_set"),
    page(f"{HERE}write/<slug:code>/", views.section, rule=in_application, name="application_section", refused=keep),
    # import
    page(
        "desk/<slug:slug>/applications/import/",
        views_import.imports,
        rule=coordinates_programme,
        name="applications_import",
    ),
    page(
        "desk/<slug:slug>/applications/import/template/<slug:kind>/",
        views_import.template,
        rule=coordinates_programme,
        name="applications_import_template",
    ),
    page(
        "desk/<slug:slug>/applications/import/<int:file>/",
        views_import.import_sheet,
        rule=coordinates_programme,
        name="application_import",
    ),
    # organiser
    page(LIST, views_organiser.applications, rule=coordinates_programme, name="applications"),
    page(f"{LIST}preview/", views_preview.preview, rule=coordinates_programme, name="application_preview"),
    page(f"{LIST}late/", views_organiser.late_begin, rule=coordinates_programme, name="late_begin"),
    page(
        "desk/<slug:slug>/registry.zip", views_registry.call_registry, rule=coordinates_programme, name="call_registry"
    ),
    page(ONE, views_organiser.application_page, rule=coordinates_application, name="application_page"),
    page(f"{ONE}notes/add/", views_organiser.note_add, rule=coordinates_application, name="note_add"),
    page(
        f"{ONE}notes/<int:note>/remove/",
        views_organiser.note_remove,
        rule=coordinates_application,
        name="note_remove",
    ),
    page(
        f"{ONE}case-number/",
        views_organiser.case_number,
        rule=coordinates_application,
        name="application_case_number",
    ),
    page(f"{ONE}late/", views_organiser.late_allow, rule=coordinates_application, name="late_allow"),
    page(f"{ONE}completion/", views_organiser.completion_ask, rule=coordinates_application, name="completion_ask"),
    page(
        f"{ONE}completion/cancel/",
        views_organiser.completion_cancel,
        rule=coordinates_application,
        name="completion_cancel",
    ),
    page(
        f"{ONE}completion/<int:number>/read/",
        views_organiser.completion_read,
        rule=coordinates_application,
        name="completion_read",
    ),
    page(
        f"{ONE}received/<int:position>.pdf",
        views_registry.submission_pdf,
        rule=coordinates_application,
        name="submission_pdf",
    ),
    page(
        f"{ONE}files/<int:file>/",
        views_registry.application_file,
        rule=coordinates_application,
        name="application_file",
    ),
    page(
        f"{ONE}registry.zip",
        views_registry.application_registry,
        rule=coordinates_application,
        name="application_registry",
    ),
]
