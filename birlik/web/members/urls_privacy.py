from __future__ import annotations

from django.urls import URLPattern, path

from birlik.web.members import merge, my, privacy

urlpatterns: list[URLPattern] = [
    path("my/", my.my, name="my"),
    path("my/withdraw/", my.withdraw, name="my-withdraw"),
    path("my/extract/", my.extract, name="my-extract"),
    path("blocked/", privacy.withdrawals, name="withdrawals"),
    path("<int:pk>/consent/", privacy.withdraw, name="withdraw"),
    path("<int:pk>/extract/", privacy.extract, name="extract"),
    path("<int:pk>/account/", privacy.account, name="account"),
    path("<int:pk>/merges/", merge.merges, name="merges"),
    path("merge/<int:first>/<int:second>/", merge.merge, name="merge"),
    path("merge/<int:first>/<int:second>/different/", merge.different, name="merge-different"),
    path("merges/<int:pk>/undo/", merge.undo, name="merge-undo"),
]
