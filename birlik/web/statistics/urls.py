from django.urls import path

from birlik.web.statistics import board, dynamics, figure, table

app_name = "statistics"

urlpatterns = [
    path("campaign/", board.show, name="board-newest"),
    path("campaign/<int:year>/", board.show, name="board-year"),
    path("campaign/<int:year>/<slug:code>/", board.show, name="board"),
    path("figures/", table.show, name="table-newest"),
    path("figures/<int:year>/", table.show, name="table-year"),
    path("figures/<int:year>/<slug:code>/", table.show, name="table"),
    path("dynamics/", dynamics.show, name="dynamics-newest"),
    path("dynamics/<int:year>/", dynamics.show, name="dynamics-year"),
    path("dynamics/<int:year>/<slug:code>/", dynamics.show, name="dynamics"),
    path("figure/<int:year>/<slug:code>/<slug:indicator>/", figure.show, name="figure"),
]
