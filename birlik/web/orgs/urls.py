from django.urls import path

from birlik.web.orgs import changes, forms_of_name, listing, page, searching, successions, workplaces

app_name = "orgs"

urlpatterns = [
    path("", listing.show, name="list"),
    path("search/", searching.search, name="search"),
    path("<slug:code>/", page.show, name="page"),
    path("<slug:code>/below/", listing.draw_subtree, name="below"),
    path("<slug:code>/rename/", changes.rename, name="rename"),
    path("<slug:code>/alias/", changes.add_alias, name="alias"),
    path("<slug:code>/move/", changes.move, name="move"),
    path("<slug:code>/close/", changes.close, name="close"),
    path("<slug:code>/open/", changes.open_below, name="open"),
    path("<slug:code>/merge/", successions.merge, name="merge"),
    path("<slug:code>/split/", successions.split, name="split"),
    path("<slug:code>/name-forms/", forms_of_name.show, name="name-forms"),
    path("<slug:code>/workplaces/open/", workplaces.open_one, name="workplace-open"),
    path("<slug:code>/workplaces/<int:pk>/close/", workplaces.close_one, name="workplace-close"),
]
