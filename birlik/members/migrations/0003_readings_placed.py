from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce


def place(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give each reading the organisation that the person belongs to today: where it was then stands nowhere."""
    membership, person = apps.get_model("members", "Membership"), apps.get_model("members", "Person")
    last = membership.objects.filter(person=OuterRef("pk")).order_by("-since").values("organisation")[:1]
    found = person.objects.filter(pk=OuterRef("person")).annotate(place=Coalesce("organisation", last, output_field=BigIntegerField()))
    apps.get_model("members", "CardReading").objects.update(organisation_id=Subquery(found.values("place")[:1]))


class Migration(migrations.Migration):
    """In a step of its own: PostgreSQL changes no table whose rows were changed in the same transaction."""

    dependencies = [("members", "0002_readings_by_place")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
