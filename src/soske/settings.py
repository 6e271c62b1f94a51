"""Settings, all from the environment (docs/operators.md lists every variable). Nothing secret stands in a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


# --- where things are ---------------------------------------------------------------------------------------------
DATA_DIR = Path(os.environ.get("SOSKE_DATA_DIR") or "var").resolve()
DEMO = flag("SOSKE_DEMO")
DEBUG = False

# --- secrets and hosts --------------------------------------------------------------------------------------------
# A demo listens on this machine only and holds made-up data: its key may be known. `soske check` refuses it elsewhere.
DEMO_KEY = "demo-key-for-made-up-data-on-this-machine-only-0123456789"
SECRET_KEY = os.environ.get("SOSKE_SECRET_KEY", DEMO_KEY if DEMO else "")
BASE_URL = os.environ.get("SOSKE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CONTACT = os.environ.get("SOSKE_CONTACT", "")
ALLOWED_HOSTS = [host for host in os.environ.get("SOSKE_HOSTS", "").split(",") if host] or [
    urlsplit(BASE_URL).hostname or "127.0.0.1"
]
if DEMO:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
PROXIES_SAID = bool(os.environ.get("SOSKE_PROXIES"))
PROXIES = int(os.environ.get("SOSKE_PROXIES") or "0")
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "img-src": ["'self'", "data:"],  # icons of the design system are masks with data URIs
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- apps, in the order of imports (design: an app imports only what stands before it) ------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its widgets' templates, for our form renderer
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "soske.base",
    "soske.people",
    "soske.records",
    "soske.programmes",
    "soske.intake.groups",
    "soske.intake.calls",
    "soske.intake.applications",
    "soske.intake.reviews",
    "soske.intake.selection",
    "soske.sprint.assignments",
    "soske.sprint.meetings",
    "soske.sprint.sparring",
    "soske.sprint.peers",
    "soske.workbench.maturity",
    "soske.workbench.means",
    "soske.workbench.plans",
    "soske.desk",
    "soske.demo",
    "allauth",  # after ours, so that our templates win
    "allauth.account",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "soske.urls"
CSRF_FAILURE_VIEW = "soske.base.views.form_refused"
WSGI_APPLICATION = "soske.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "soske.base.context.layout",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "soske.base.templatetags.soske",
            ],
            # Each of the two libraries replaces the loaders when its own set-up is used; nested by hand both work.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "soske.base.compiled.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "soske.base.forms.Renderer"


# --- storage ------------------------------------------------------------------------------------------------------
def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name` or, when empty, for SQLite in DATA_DIR."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "soske.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # Each thread has a connection with a cache of its own; the machine keeps the file in memory as well.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-500;",
            },
            "CONN_MAX_AGE": None,
        }
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("SOSKE_DATABASE_URL must begin with postgresql:// (or be empty for SQLite).")
    from psycopg.conninfo import conninfo_to_dict

    options = dict(conninfo_to_dict(url))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": options.pop("dbname", ""),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(os.environ.get("SOSKE_DATABASE_URL", ""))}
# Rate limits of the sign-in live in the cache: shared, so that every web node counts alike.
# A full cache drops what still counts, so it has room for every visitor of a busy day.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "soske.people.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

S3_BUCKET = os.environ.get("SOSKE_S3_BUCKET", "")
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE.parent.parent / "build" / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": S3_BUCKET, "endpoint_url": os.environ.get("SOSKE_S3_ENDPOINT") or None},
    }
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "soske.records.uploads.CappedUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# --- languages and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["soske.base.locale_formats"]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
USE_I18N = True

# --- sign-in ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["soske.people.sessions.Backend"]
ACCOUNT_ADAPTER = "soske.people.signin.Adapter"
ACCOUNT_FORMS = {"request_login_code": "soske.people.signin_forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# What sends mail at the wish of a visitor or of another reader: by the network she comes from, by the address, by the
# person. Those of the sign-in are the library's own.
ACCOUNT_RATE_LIMITS = {
    "call_form": "20/m/ip,200/d/ip,6/h/key",
    "partner_message": "20/h/user",
    "kept_text": "20/m/ip",
    "invite": "30/h/user",
    "invite_address": "5/d/key",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "desk"

# --- mail and jobs ------------------------------------------------------------------------------------------------
MAIL_URL = os.environ.get("SOSKE_MAIL_URL", "")
DEFAULT_FROM_EMAIL = os.environ.get("SOSKE_MAIL_FROM", "Soske <soske@localhost>")
EMAIL_TIMEOUT = 20
if DEMO:
    # A demo sends nothing: sign-in goes through the page of roles, letters stay in the outbox.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
elif MAIL_URL:
    _mail = urlsplit(MAIL_URL)
    _mail_options = parse_qs(_mail.query)
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail_options.get("tls", ["0"])[0] == "1"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# How long a published announcement can be undone before its letters leave.
UNDO_MINUTES = int(os.environ.get("SOSKE_UNDO_MINUTES", "30"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "soske.base.logs.Discreet", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["err"], "level": "WARNING"},
    # Django gives these handlers of their own, whose lines would be made elsewhere.
    "loggers": {"django": {"handlers": []}, "django.server": {"handlers": []}},
}
