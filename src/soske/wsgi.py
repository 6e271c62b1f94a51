"""The WSGI application (gunicorn, granian or another server)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soske.settings")
application = get_wsgi_application()
