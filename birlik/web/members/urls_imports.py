from __future__ import annotations

from django.urls import URLPattern, path

from birlik.web.members import imports, imports_batch, imports_columns, imports_people, imports_workbook

urlpatterns: list[URLPattern] = [
    path("imports/", imports.listing, name="imports"),
    path("imports/new/", imports.new, name="imports-new"),
    path("imports/places/", imports.places, name="imports-places"),
    path("imports/<int:pk>/", imports_batch.show, name="import"),
    path("imports/<int:pk>/columns/", imports_columns.columns, name="import-columns"),
    path("imports/<int:pk>/sheet/", imports_columns.sheet, name="import-sheet"),
    path("imports/<int:pk>/header/", imports_columns.header, name="import-header"),
    path("imports/<int:pk>/progress/", imports_batch.progress, name="import-progress"),
    path("imports/<int:pk>/cancel/", imports_batch.cancel, name="import-cancel"),
    path("imports/<int:pk>/check/", imports_batch.check, name="import-check"),
    path("imports/<int:pk>/apply/", imports_batch.apply, name="import-apply"),
    path("imports/<int:pk>/undo/", imports_batch.undo, name="import-undo"),
    path("imports/<int:pk>/workbook/", imports_workbook.workbook, name="import-workbook"),
    path("imports/<int:pk>/workbook/progress/", imports_workbook.progress, name="import-workbook-progress"),
    path("imports/<int:pk>/changes/", imports_people.changes, name="import-changes"),
    path("imports/<int:pk>/missing/", imports_people.missing, name="import-missing"),
    path("imports/<int:pk>/everybody/", imports_people.everybody, name="import-everybody"),
]
