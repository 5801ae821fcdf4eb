from django.urls import path

from birlik.web.statistics import board, table

app_name = "statistics"

urlpatterns = [
    path("campaign/", board.show, name="board-newest"),
    path("campaign/<int:year>/", board.show, name="board-year"),
    path("campaign/<int:year>/<slug:code>/", board.show, name="board"),
    path("figures/", table.show, name="table-newest"),
    path("figures/<int:year>/", table.show, name="table-year"),
    path("figures/<int:year>/<slug:code>/", table.show, name="table"),
]
