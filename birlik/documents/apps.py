from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "birlik.documents"
    label = "documents"
