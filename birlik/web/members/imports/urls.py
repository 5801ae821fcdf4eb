from __future__ import annotations

from django.urls import URLPattern, path

from birlik.web.members.imports import batch, columns, listing, people, workbook

urlpatterns: list[URLPattern] = [
    path("imports/", listing.listing, name="imports"),
    path("imports/new/", listing.new, name="imports-new"),
    path("imports/places/", listing.places, name="imports-places"),
    path("imports/<int:pk>/", batch.show, name="import"),
    path("imports/<int:pk>/columns/", columns.columns, name="import-columns"),
    path("imports/<int:pk>/sheet/", columns.sheet, name="import-sheet"),
    path("imports/<int:pk>/header/", columns.header, name="import-header"),
    path("imports/<int:pk>/progress/", batch.progress, name="import-progress"),
    path("imports/<int:pk>/cancel/", batch.cancel, name="import-cancel"),
    path("imports/<int:pk>/check/", batch.check, name="import-check"),
    path("imports/<int:pk>/apply/", batch.apply, name="import-apply"),
    path("imports/<int:pk>/undo/", batch.undo, name="import-undo"),
    path("imports/<int:pk>/workbook/", workbook.workbook, name="import-workbook"),
    path("imports/<int:pk>/workbook/progress/", workbook.progress, name="import-workbook-progress"),
    path("imports/<int:pk>/changes/", people.changes, name="import-changes"),
    path("imports/<int:pk>/missing/", people.show_missing, name="import-missing"),
    path("imports/<int:pk>/everybody/", people.everybody, name="import-everybody"),
]
