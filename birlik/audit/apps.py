from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "birlik.audit"
    label = "audit"
