"""The pages of registers: modules of an app that are found, not listed."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """An app whose every module is the page of one register: its model, its declaration, its particular rules."""

    def import_models(self) -> None:
        """Import every page, so that none has to be named in a list."""
        super().import_models()
        package = import_module(self.name)
        for page in iter_modules(package.__path__):
            if page.name not in {"apps", "migrations"}:
                import_module(f"{self.name}.{page.name}")
