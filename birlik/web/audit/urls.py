from __future__ import annotations

from django.urls import URLPattern, path

from birlik.web.audit import page

app_name = "audit"

urlpatterns: list[URLPattern] = [path("", page.show, name="trail")]
