from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "birlik.statistics"
    label = "statistics"

    def ready(self) -> None:
        # A malformed rulebook stops the start, with file, line and reason.
        from birlik.statistics import spec  # slow import: YAML is read once, when the apps are ready

        spec.load_all()
