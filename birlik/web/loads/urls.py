"""Addresses of the first day: what is still missing, the lists that begin a union, the invitations on paper."""

from __future__ import annotations

from django.urls import path

from birlik.web.loads import checklist, invitations, lists

app_name = "loads"

urlpatterns = [
    path("", checklist.show, name="checklist"),
    path("invitations/", invitations.show, name="invitations"),
    path("invitations/<slug:code>/", invitations.sheets, name="sheets"),
    path("<slug:kind>/", lists.new, name="new"),
    path("<slug:kind>/<int:pk>/", lists.show, name="list"),
    path("<slug:kind>/<int:pk>/columns/", lists.columns, name="columns"),
    path("<slug:kind>/<int:pk>/progress/", lists.progress, name="progress"),
    path("<slug:kind>/<int:pk>/apply/", lists.apply, name="apply"),
    path("<slug:kind>/<int:pk>/cancel/", lists.cancel, name="cancel"),
    path("<slug:kind>/<int:pk>/undo/", lists.undo, name="undo"),
    path("<slug:kind>/<int:pk>/workbook/", lists.workbook, name="workbook"),
    path("<slug:kind>/<int:pk>/workbook/progress/", lists.workbook_progress, name="workbook-progress"),
]
