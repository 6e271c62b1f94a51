from soske.base.urls import page
from soske.programmes import views
from soske.programmes.rules import coordinates_programme, may_make_programmes

urlpatterns = [
    page("desk/new/", views.programme_new, rule=may_make_programmes, name="programme_new"),
    page("desk/<slug:slug>/dates/", views.stages, rule=coordinates_programme, name="stages"),
    page("desk/<slug:slug>/settings/", views.programme_settings, rule=coordinates_programme, name="programme_settings"),
]
