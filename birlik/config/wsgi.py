"""The WSGI entry point of every worker."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from birlik.core.connections import trust_recent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "birlik.config.settings")
application = get_wsgi_application()
trust_recent()
