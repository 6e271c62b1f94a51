"""Addresses without a language: files for machines, and the way to the language of the reader."""

from soske.base.urls import anyone, page
from soske.desk import views_public as views

urlpatterns = [
    page("", views.to_language, rule=anyone, name="root"),
    page("calendar/<uuid:token>.ics", views.own_calendar, rule=anyone, name="own_feed"),
    page("pattern/<slug:slug>/<slug:form>/<slug:colour>.svg", views.pattern, rule=anyone, name="pattern"),
]
