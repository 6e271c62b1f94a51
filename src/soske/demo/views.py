"""Sign in as any role, in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from soske.demo.queries import demo_roles


def roles(request: HttpRequest) -> HttpResponse:
    """Choose who to be."""
    found = demo_roles()
    if request.method == "POST":
        person = next((role.person for role in found if str(role.person.pk) == request.POST.get("person")), None)
        if person is None:
            raise Http404
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        return redirect(target if safe else "desk")
    return render(request, "demo/roles.html", {"roles": found, "next": request.GET.get("next", "")})
