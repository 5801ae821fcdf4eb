from django.urls import URLPattern

from birlik.web.members import urls_joining, urls_listing, urls_privacy
from birlik.web.members.imports import urls as urls_imports

app_name = "members"

urlpatterns: list[URLPattern] = [
    *urls_imports.urlpatterns,
    *urls_joining.urlpatterns,
    *urls_privacy.urlpatterns,
    *urls_listing.urlpatterns,
]
