import importlib

from django.db import migrations

before = importlib.import_module("birlik.members.migrations.0008_files_in_parts")


class Migration(migrations.Migration):
    """In a step of its own: PostgreSQL changes no table to which rows were added in the same transaction."""

    dependencies = [("members", "0008_files_in_parts")]

    operations = [migrations.RunPython(before.divide, before.join)]
