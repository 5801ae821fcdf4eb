"""What pages and papers ask of a form stands in the form: the copies of editions say what the code said until now."""

import hashlib
import json

from django.db import migrations

# The codes that pages and papers of 0.2 asked for by name.
HEADCOUNT, WORKING, OUTFLOW = "members_total", "members_working", "left_total"
FIVE = (HEADCOUNT, WORKING, "coverage_working", "primary_organisations", "trained_total")
OF_A_PRIMARY = (HEADCOUNT, WORKING, "coverage_working", "members_under_35", "trained_total")
TREND = ((HEADCOUNT, WORKING), ("women_share", "youth_share", "coverage_working"))
SHARES = ("coverage_working", "women_share", "youth_share", "training_share")
CATEGORIES = ("working", "students", "pensioners")


def uses_of(content):
    codes = {row["code"] for row in content["rows"]} | {share["code"] for share in content["derived"]}

    def known(wanted):
        return [code for code in wanted if code in codes]

    pairs = {category: [f"opening_{category}", f"members_{category}"] for category in CATEGORIES}
    uses = {
        "headcount": HEADCOUNT if HEADCOUNT in codes else "",
        "measures": known((WORKING, HEADCOUNT)),
        "outflow": OUTFLOW if OUTFLOW in codes else "",
        "highlights": known(FIVE),
        "highlights_of": {"primary": known(OF_A_PRIMARY)},
        "trend": [known(chart) for chart in TREND if known(chart)],
        "shares": known(SHARES),
        "categories": {category: pair for category, pair in pairs.items() if known(pair) == pair},
    }
    return {name: value for name, value in uses.items() if value}


def add_uses(apps, schema_editor):
    editions = apps.get_model("statistics", "FormEdition").objects.using(schema_editor.connection.alias)
    for edition in editions.iterator():
        content = {**edition.content, "uses": uses_of(edition.content)}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        editions.filter(pk=edition.pk).update(content=content, digest=hashlib.sha256(text.encode()).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_windows_of_campaigns")]

    operations = [migrations.RunPython(add_uses, migrations.RunPython.noop)]
