from soske.base.urls import page
from soske.intake.calls import views, views_desk, views_partners
from soske.intake.calls.rules import (
    holds_interest,
    holds_signup,
    may_close_notice,
    may_make_notice,
    own_notice,
    sees_call,
    sees_partners,
    writes_to_partner,
)
from soske.programmes.rules import coordinates_programme

CALL = "academies/<slug:slug>/call/"
DESK = "desk/<slug:slug>/call/"

urlpatterns = [
    page(CALL, views.call, rule=sees_call, name="call"),
    page(f"{CALL}interest/", views.interest, rule=sees_call, name="interest"),
    page(f"{CALL}interest/<uuid:token>/", views.interest_own, rule=holds_interest, name="interest_own"),
    page(f"{CALL}info/", views.info, rule=sees_call, name="info_signup"),
    page(f"{CALL}info/<uuid:token>/", views.info_own, rule=holds_signup, name="info_own"),
    page(f"{CALL}done/<slug:what>/", views.done, rule=sees_call, name="call_done"),
    page(f"{CALL}partners/", views_partners.partners, rule=sees_partners, name="partners"),
    page(f"{CALL}partners/new/", views_partners.partner_new, rule=may_make_notice, name="partner_new"),
    page(f"{CALL}partners/<int:pk>/", views_partners.partner_edit, rule=own_notice, name="partner_edit"),
    page(f"{CALL}partners/<int:pk>/close/", views_partners.partner_close, rule=may_close_notice, name="partner_close"),
    page(f"{CALL}partners/<int:pk>/write/", views_partners.partner_write, rule=writes_to_partner, name="partner_write"),
    page(DESK, views_desk.call_desk, rule=coordinates_programme, name="call_desk"),
    page(f"{DESK}sign-ups/", views_desk.signups, rule=coordinates_programme, name="info_signups"),
    page(f"{DESK}recording/", views_desk.recording, rule=coordinates_programme, name="recording_send"),
]
