from django.urls import path, register_converter

from birlik.web.documents import details, downloads, editing, figures, listing, page, versions
from birlik.web.shared.paper_addresses import PaperConverter

register_converter(PaperConverter, "paper")

app_name = "documents"

urlpatterns = [
    path("", listing.show, name="list"),
    path("<int:year>/", listing.show, name="list-year"),
    path("<int:year>/<slug:code>/", listing.show, name="list-below"),
    path("<paper:address>/", page.show, name="paper"),
    path("<paper:address>/figures/", figures.show, name="figures"),
    path("<paper:address>/versions/", versions.show, name="versions"),
    path("<paper:address>/download/", downloads.download, name="download"),
    path("<paper:address>/generate/", editing.generate, name="generate"),
    path("<paper:address>/adopt/", editing.adopt, name="adopt"),
    path("<paper:address>/details/", details.show, name="details"),
    path("<paper:address>/paragraphs/", editing.add, name="add"),
    path("<paper:address>/blocks/<str:key>/", editing.edit, name="edit"),
    path("<paper:address>/blocks/<str:key>/remove/", editing.remove, name="remove"),
    path("<paper:address>/blocks/<str:key>/restore/", editing.restore, name="restore"),
    path("<paper:address>/blocks/<str:key>/confirm/", editing.confirm, name="confirm"),
]
