from django.urls import path

from birlik.web.documents import details, downloads, editing, figures, listing, page, versions

app_name = "documents"

urlpatterns = [
    path("", listing.show, name="list"),
    path("<int:year>/", listing.show, name="list-year"),
    path("<slug:kind>/<int:year>/<slug:language>/", page.show, name="paper"),
    path("<slug:kind>/<int:year>/<slug:language>/figures/", figures.show, name="figures"),
    path("<slug:kind>/<int:year>/<slug:language>/versions/", versions.show, name="versions"),
    path("<slug:kind>/<int:year>/<slug:language>/download/", downloads.download, name="download"),
    path("<slug:kind>/<int:year>/<slug:language>/generate/", editing.generate, name="generate"),
    path("<slug:kind>/<int:year>/<slug:language>/adopt/", editing.adopt, name="adopt"),
    path("<slug:kind>/<int:year>/<slug:language>/details/", details.show, name="details"),
    path("<slug:kind>/<int:year>/<slug:language>/paragraphs/", editing.add, name="add"),
    path("<slug:kind>/<int:year>/<slug:language>/blocks/<str:key>/", editing.edit, name="edit"),
    path("<slug:kind>/<int:year>/<slug:language>/blocks/<str:key>/remove/", editing.remove, name="remove"),
    path("<slug:kind>/<int:year>/<slug:language>/blocks/<str:key>/restore/", editing.restore, name="restore"),
    path("<slug:kind>/<int:year>/<slug:language>/blocks/<str:key>/confirm/", editing.confirm, name="confirm"),
]
