from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "birlik.statistics"
    label = "statistics"
