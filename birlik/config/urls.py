"""Where every address of Birlik leads."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("birlik.web.dashboard.urls")),
    path("account/", include("birlik.web.accounts.urls")),
    path("organisations/", include("birlik.web.orgs.urls")),
    path("papers/", include("birlik.web.documents.urls")),
    path("", include("birlik.web.statistics.urls")),
]

handler403 = "birlik.web.shared.errors.forbidden"
handler404 = "birlik.web.shared.errors.not_found"
handler500 = "birlik.web.shared.errors.broken"
