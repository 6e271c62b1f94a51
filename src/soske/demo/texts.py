"""What `soske demo` prints."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from soske.demo.queries import demo_roles


def how_to_begin(*, serving: bool) -> str:
    """Address and how to sign in as each role."""
    with override("fi"):
        roles = settings.BASE_URL + reverse("demo_roles")
    lines = [
        "",
        f"Soske demo: {settings.BASE_URL}/fi/ (also /sv/ and /en/)",
        f"Sign in as any role: {roles}",
        *(f"  - {role.person.name}: {role.person.email}" for role in demo_roles()),
        f"Data: {settings.DATA_DIR} (throw it away to begin anew). Nothing is sent to anyone.",
    ]
    if serving:
        lines.append("Stop with Ctrl+C.")
    return "\n".join(lines) + "\n"
