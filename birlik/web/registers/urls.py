from django.urls import path

from birlik.web.registers import card, listing, writing

app_name = "registers"

urlpatterns = [
    path("", listing.index, name="index"),
    path("<slug:code>/", listing.show, name="list"),
    path("<slug:code>/new/", writing.new, name="new"),
    path("<slug:code>/<int:pk>/", card.show, name="card"),
    path("<slug:code>/<int:pk>/amend/", writing.amend, name="amend"),
    path("<slug:code>/<int:pk>/annul/", writing.annul, name="annul"),
]
