"""Addresses of sign-in, sign-out and the language switch."""

from __future__ import annotations

from django.urls import path

from birlik.web.accounts import invitation, link, password, sessions, tokens, views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("language/", views.choose_language, name="language"),
    path("password/", password.show, name="password"),
    path("link/", link.show, name="link"),
    path("invitation/", invitation.show, name="invitation"),
    path("sessions/", sessions.show, name="sessions"),
    path("tokens/", tokens.show, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
]
