"""The yardstick: the smallest Django project with the same work to do. Frozen: it is never made slower or faster.

Django's own sessions and sign-in, one indexed query, a plain template without layout, Django's cached loader. It has
two pages: a list of 50 rows with the columns of our list of groups, and a page of as many bytes as asked for, made of
40 pieces of text. Import it in a process of its own, since it configures Django.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import django
from django.conf import settings

LIST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Groups</title></head><body>
{% if user.is_authenticated %}<p>{{ user.username }}</p>{% endif %}
<table><thead><tr><th>Group</th><th>Kind</th><th>Members</th><th>Contact person</th></tr></thead><tbody>
{% for group in groups %}<tr><td>{{ group.name }}</td><td>{{ group.kind }}</td>
<td>{{ group.members }}</td><td>{{ group.contact }}</td></tr>
{% endfor %}</tbody></table>
</body></html>
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Page</title></head><body>
{% if user.is_authenticated %}<p>{{ user.username }}</p>{% endif %}
{% for piece in pieces %}<p>{{ piece.text }}</p>
{% endfor %}</body></html>
"""
ROWS = 50  # on the list
PIECES = 40  # on the page
WORDS = "Buyers learn together for a few months and prepare a pilot procurement. "

settings.configure(
    SECRET_KEY="made-up-data-on-this-machine-only-0123456789-0123456789",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"list.html": LIST, "page.html": PAGE})],
                    )
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",  # until `build` names a file
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402


class Group(models.Model):
    objects: ClassVar[models.Manager[Any]] = models.Manager()
    programme = models.IntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    members = models.IntegerField()
    contact = models.CharField(max_length=100)

    class Meta:
        app_label = "bare"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["programme", "id"], name="group_programme")]


class Piece(models.Model):
    objects: ClassVar[models.Manager[Any]] = models.Manager()
    page = models.IntegerField(db_index=True)
    text = models.TextField()

    class Meta:
        app_label = "bare"


def group_list(request: HttpRequest) -> HttpResponse:
    groups = Group.objects.filter(programme=1).order_by("id")[:ROWS]
    return render(request, "list.html", {"user": request.user, "groups": groups})


def page(request: HttpRequest, size: int) -> HttpResponse:
    return render(request, "page.html", {"user": request.user, "pieces": Piece.objects.filter(page=size)})


urlpatterns = [path("groups/", group_list), path("pages/<int:size>/", page)]


@dataclass(frozen=True)
class Bare:
    """The project on its database. `cookie` is the header of someone who has signed in."""

    application: Callable[..., Any]
    cookie: str
    list_path: str
    user: User

    def page_path(self, size: int) -> str:
        """The path of a page that is `size` bytes long for the one who has signed in; made when it is not there yet."""
        if not Piece.objects.filter(page=size).exists():
            pieces = [Piece(page=size, text="") for _number in range(PIECES)]
            empty = len(render_to_string("page.html", {"user": self.user, "pieces": pieces}).encode())
            if size < empty:
                raise ValueError(f"the smallest page has {empty} bytes, not {size}")
            whole = WORDS * ((size - empty) // len(WORDS) + 1)
            cuts = [(size - empty) * number // PIECES for number in range(PIECES + 1)]
            for piece, begin, end in zip(pieces, cuts[:-1], cuts[1:], strict=True):
                piece.text = whole[begin:end]
            Piece.objects.bulk_create(pieces)
        return f"/pages/{size}/"


def build(folder: Path, *, rows: int) -> Bare:
    """Make the database in a folder, with so many groups on record, and someone who has signed in."""
    connection.settings_dict["NAME"] = str(folder / "bare.sqlite3")
    call_command("migrate", verbosity=0, interactive=False)
    with connection.schema_editor() as schema:
        schema.create_model(Group)
        schema.create_model(Piece)
    Group.objects.bulk_create(
        Group(
            programme=1,
            name=f"City of Exampleton {number} and Association of Samplewick {number}",
            kind="Municipality and association",
            members=1 + number % 3,
            contact="Recorded",
        )
        for number in range(rows)
    )
    user = User.objects.create_user("coordinator")
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # the stubs know Soske's persons only
    return Bare(
        application=get_wsgi_application(),
        cookie="; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()),
        list_path="/groups/",
        user=user,
    )


def main() -> int:
    from _measure import arguments, cpu_ms, probe

    given = arguments(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        bare = build(Path(folder), rows=given.groups)
        for name in (bare.list_path, bare.page_path(20_000)):
            found = probe(bare.application, name, bare.cookie)
            took = cpu_ms(bare.application, name, bare.cookie)
            print(f"bare {name:<16} {took:6.2f} ms CPU, {found.queries} queries, {found.rows} rows, {found.size} bytes")
        connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
