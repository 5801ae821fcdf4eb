from django.urls import URLPattern

from birlik.web.members import urls_imports, urls_joining, urls_listing, urls_privacy

app_name = "members"

urlpatterns: list[URLPattern] = [
    *urls_imports.urlpatterns,
    *urls_joining.urlpatterns,
    *urls_privacy.urlpatterns,
    *urls_listing.urlpatterns,
]
