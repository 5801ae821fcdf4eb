from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "birlik.members"
    label = "members"

    def ready(self) -> None:
        from birlik.members.queries.person_links import person_links

        person_links()  # a model that does not say what becomes of a person's data stops the start
