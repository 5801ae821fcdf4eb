from __future__ import annotations

from django.urls import URLPattern, path

from birlik.web.members import changing, duplicates, export, listing, person

urlpatterns: list[URLPattern] = [
    path("", listing.show, name="list"),
    path("export/<slug:code>/", export.export, name="export"),
    path("duplicates/<slug:code>/", duplicates.show, name="duplicates"),
    path("<int:pk>/", person.card, name="card"),
    path("<int:pk>/edit/", changing.edit, name="edit"),
    path("<int:pk>/leave/", changing.leave, name="leave"),
    path("<int:pk>/category/", changing.category, name="category"),
    path("<int:pk>/memberships/<int:span>/", changing.correct, name="correct"),
]
