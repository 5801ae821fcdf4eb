"""Where every address leads for who asks for one under /api/: the pages', and the API, which nobody else loads."""

from __future__ import annotations

from django.urls import include, path

from birlik.config import urls
from birlik.config.urls import handler403, handler404, handler500

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("api/", include("birlik.api.urls", namespace="api")), *urls.urlpatterns]
