from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "birlik.orgs"
    label = "orgs"
