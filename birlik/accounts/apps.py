from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "birlik.accounts"
    label = "accounts"
