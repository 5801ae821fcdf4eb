from __future__ import annotations

from django.urls import URLPattern, path

from birlik.web.members import apply, joining, links, mandates, transfers

urlpatterns: list[URLPattern] = [
    path("joining/", joining.show, name="joining"),
    path("joining/paper/", joining.paper, name="joining-paper"),
    path("joining/links/", links.links, name="joining-links"),
    path("joining/links/<int:pk>/close/", links.close, name="joining-link-close"),
    path("joining/<int:pk>/", joining.application, name="application"),
    path("apply/<str:secret>/", apply.apply, name="apply"),
    path("apply/<str:secret>/received/", apply.show_receipt, name="apply-received"),
    path("transfers/", transfers.show, name="transfers"),
    path("transfers/call/", transfers.call, name="transfer-call"),
    path("transfers/<int:pk>/", transfers.transfer, name="transfer"),
    path("<int:pk>/transfer/", transfers.send, name="transfer-send"),
    path("<int:pk>/mandates/", mandates.person, name="mandates"),
    path("offices/<slug:code>/", mandates.offices, name="offices"),
]
