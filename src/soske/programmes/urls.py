from soske.base.urls import page
from soske.programmes import views, views_texts
from soske.programmes.rules import coordinates_programme, may_make_programmes

urlpatterns = [
    page("desk/new/", views.programme_new, rule=may_make_programmes, name="programme_new"),
    page("desk/<slug:slug>/dates/", views.stages, rule=coordinates_programme, name="stages"),
    page("desk/<slug:slug>/settings/", views.programme_settings, rule=coordinates_programme, name="programme_settings"),
    page("desk/<slug:slug>/texts/", views_texts.texts, rule=coordinates_programme, name="texts"),
    page("desk/<slug:slug>/texts/pack.zip", views_texts.texts_pack, rule=coordinates_programme, name="texts_pack"),
    page("desk/<slug:slug>/texts/<slug:part>/", views_texts.texts_part, rule=coordinates_programme, name="texts_part"),
    page(
        "desk/<slug:slug>/texts/<slug:part>/earlier-versions/",
        views_texts.texts_earlier,
        rule=coordinates_programme,
        name="texts_earlier",
    ),
    page(
        "desk/<slug:slug>/texts/<slug:part>/earlier-versions/<int:pk>/",
        views_texts.texts_version,
        rule=coordinates_programme,
        name="texts_version",
    ),
    page(
        "desk/<slug:slug>/texts/<slug:part>/<path:codes>/",
        views_texts.texts_part,
        rule=coordinates_programme,
        name="texts_item",
    ),
]
