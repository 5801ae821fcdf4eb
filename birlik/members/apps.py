from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "birlik.members"
    label = "members"

    def ready(self) -> None:
        # A malformed rulebook stops the start, with file, line and reason.
        from birlik.members import indicators  # slow import: YAML is read once, when the apps are ready

        indicators.registry()
