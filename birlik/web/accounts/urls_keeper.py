"""Addresses of the accounts of others."""

from __future__ import annotations

from django.urls import path

from birlik.web.accounts import account_page, listing

app_name = "users"

urlpatterns = [
    path("", listing.show, name="list"),
    path("new/", account_page.invite, name="invite"),
    path("<int:pk>/", account_page.show, name="card"),
    path("<int:pk>/role/", account_page.give_role, name="role"),
    path("<int:pk>/role/<int:assignment_pk>/end/", account_page.end_role, name="role-end"),
]
