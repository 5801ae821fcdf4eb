from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "birlik.members"
    label = "members"
