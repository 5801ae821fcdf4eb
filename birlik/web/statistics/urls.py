from django.urls import path

from birlik.web.statistics import (
    board,
    campaign,
    digitisation,
    dynamics,
    figure,
    opening,
    reconciliation,
    report,
    table,
    term,
    unaccepted,
)

app_name = "statistics"

urlpatterns = [
    path("campaign/", board.show, name="board-newest"),
    path("campaign/open/", opening.open_, name="open"),
    path("campaign/close/<int:year>/", term.close, name="close"),
    path("campaign/exception/<int:year>/<slug:code>/", term.extend, name="exception"),
    path("campaign/expected/<int:year>/<slug:code>/", term.expect, name="expected"),
    path("campaign/<int:year>/", board.show, name="board-year"),
    path("campaign/<int:year>/freeze/", campaign.freeze, name="freeze"),
    path("campaign/<int:year>/<slug:code>/", board.show, name="board"),
    path("campaign/<int:year>/<slug:code>/unaccepted/", unaccepted.show, name="unaccepted"),
    path("figures/", table.show, name="table-newest"),
    path("figures/<int:year>/", table.show, name="table-year"),
    path("figures/<int:year>/<slug:code>/", table.show, name="table"),
    path("dynamics/", dynamics.show, name="dynamics-newest"),
    path("dynamics/<int:year>/", dynamics.show, name="dynamics-year"),
    path("dynamics/<int:year>/<slug:code>/", dynamics.show, name="dynamics"),
    path("figure/<int:year>/<slug:code>/<slug:indicator>/", figure.show, name="figure"),
    path("reports/<int:year>/<slug:code>/", report.show, name="report"),
    path("reports/<int:year>/<slug:code>/cells/", report.save, name="report-save"),
    path("reports/<int:year>/<slug:code>/send/", report.send, name="report-send"),
    path("reports/<int:year>/<slug:code>/accept/", report.accept, name="report-accept"),
    path("reports/<int:year>/<slug:code>/return/", report.return_, name="report-return"),
    path("reports/<int:year>/<slug:code>/reopen/", report.reopen, name="report-reopen"),
    path("reports/<int:year>/<slug:code>/registry/", reconciliation.show, name="reconciliation"),
    path("reports/<int:year>/<slug:code>/registry/fill/", reconciliation.fill, name="report-fill"),
    path("reports/<int:year>/<slug:code>/registry/confirm/", reconciliation.confirm, name="report-confirm"),
    path("digitisation/", digitisation.show, name="digitisation-newest"),
    path("digitisation/<int:year>/", digitisation.show, name="digitisation-year"),
    path("digitisation/<int:year>/<slug:code>/", digitisation.show, name="digitisation"),
    path("digitisation/<int:year>/<slug:code>/delivery/", digitisation.delivery, name="delivery"),
]
