from django.urls import path

from birlik.web.registers import card, files, importing, listing, writing

app_name = "registers"

urlpatterns = [
    path("", listing.index, name="index"),
    path("<slug:code>/", listing.show, name="list"),
    path("<slug:code>/new/", writing.new, name="new"),
    path("<slug:code>/import/", importing.new, name="import-new"),
    path("<slug:code>/import/<int:pk>/", importing.show, name="import"),
    path("<slug:code>/import/<int:pk>/apply/", importing.apply, name="import-apply"),
    path("<slug:code>/import/<int:pk>/progress/", importing.progress, name="import-progress"),
    path("<slug:code>/import/<int:pk>/cancel/", importing.cancel, name="import-cancel"),
    path("<slug:code>/import/<int:pk>/undo/", importing.undo, name="import-undo"),
    path("<slug:code>/import/<int:pk>/workbook/", importing.workbook, name="import-workbook"),
    path(
        "<slug:code>/import/<int:pk>/workbook/progress/",
        importing.workbook_progress,
        name="import-workbook-progress",
    ),
    path("<slug:code>/<int:pk>/", card.show, name="card"),
    path("<slug:code>/<int:pk>/amend/", writing.amend, name="amend"),
    path("<slug:code>/<int:pk>/annul/", writing.annul, name="annul"),
    path("<slug:code>/<int:pk>/files/", files.add, name="file-add"),
    path("<slug:code>/<int:pk>/files/<int:file>/", files.show, name="file"),
    path("<slug:code>/<int:pk>/files/<int:file>/remove/", files.remove, name="file-remove"),
]
