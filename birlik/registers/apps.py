from django.apps import AppConfig

from birlik.db import alphabet


class RegistersConfig(AppConfig):
    name = "birlik.registers"

    def ready(self) -> None:
        """Let lists be sorted by texts that nobody keeps a key of."""
        alphabet.install()
