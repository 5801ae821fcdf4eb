"""Where every address of Birlik leads."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from birlik.web.accounts import begin_page
from birlik.web.shared.gallery import gallery

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("birlik.web.dashboard.urls")),
    path("begin/", begin_page.show, name="begin"),
    path("account/", include("birlik.web.accounts.urls")),
    path("accounts/", include("birlik.web.accounts.urls_keeper")),
    path("organisations/", include("birlik.web.orgs.urls")),
    path("members/", include("birlik.web.members.urls")),
    path("registers/", include("birlik.web.registers.urls")),
    path("papers/", include("birlik.web.documents.urls")),
    path("trail/", include("birlik.web.audit.urls")),
    path("first-day/", include("birlik.web.loads.urls")),
    path("", include("birlik.web.statistics.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery))

handler403 = "birlik.web.shared.errors.forbidden"
handler404 = "birlik.web.shared.errors.not_found"
handler500 = "birlik.web.shared.errors.server_error_page"
