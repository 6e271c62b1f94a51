"""Every address of the site. Pages stand under their language; files for machines do not need one."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("soske.desk.urls_plain")),
    *i18n_patterns(
        path("", include("soske.people.urls")),
        path("", include("soske.records.urls")),
        path("", include("soske.programmes.urls")),
        path("", include("soske.intake.groups.urls")),
        path("", include("soske.intake.calls.urls")),
        path("", include("soske.intake.applications.urls")),
        path("", include("soske.intake.reviews.urls")),
        path("", include("soske.intake.selection.urls")),
        path("", include("soske.sprint.assignments.urls")),
        path("", include("soske.sprint.meetings.urls")),
        path("", include("soske.sprint.sparring.urls")),
        path("", include("soske.sprint.peers.urls")),
        path("", include("soske.workbench.maturity.urls")),
        path("", include("soske.workbench.means.urls")),
        path("", include("soske.workbench.plans.urls")),
        path("", include("soske.demo.urls")),
        path("", include("soske.desk.urls")),
    ),
]
handler404 = "soske.base.views.not_found"
handler500 = "soske.base.views.failed"
handler403 = "soske.base.views.refused"
handler400 = "soske.base.views.bad_request"
