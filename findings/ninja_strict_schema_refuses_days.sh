#!/usr/bin/env bash
# django-ninja 1.7.1: a Schema with strict=True refuses every day and every moment, even where pydantic reads the JSON itself.
# Expected: what a BaseModel of pydantic with the same fields does with the same body, as the documentation of strict mode
#   says: JSON has no type of its own for days, so their ISO texts are taken, and only "5" for a number is refused.
# Seen: a request is answered with 422, "Input should be a valid date", for ninja reads the JSON and hands over Python's
#   texts; and Schema.model_validate_json refuses them, too, though the class adds no field and no validator of its own.
# Matters: strict is what keeps `true` from being an age and a number from being a day; switched on for an interface, no
#   entry with a day can be sent any more. A validator in front of such fields, or strict types field by field, settles it.
# Seen with: django-ninja 1.7.1, pydantic 2.14.4, Django 5.2.19, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django-ninja==1.7.1 pydantic==2.14.4 django==5.2.19
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import json
import warnings
from datetime import date, datetime
from importlib.metadata import version

from django.conf import settings

warnings.simplefilter("ignore")
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF="__main__", SECRET_KEY="-", INSTALLED_APPS=[])

import django

django.setup()
from django.test import Client
from django.urls import path
from ninja import NinjaAPI, Schema
from pydantic import BaseModel, ValidationError

print("django-ninja", version("django-ninja"), "pydantic", version("pydantic"), "Django", version("django"))
api = NinjaAPI()


class Plain(BaseModel, strict=True):
    age: int
    on: date
    at: datetime


class Entry(Schema, strict=True):
    age: int
    on: date
    at: datetime


@api.post("/entries")
def add(request, entry: Entry) -> dict:
    return {"on": entry.on}


urlpatterns = [path("", api.urls)]
good = json.dumps({"age": 5, "on": "2026-01-31", "at": "2026-01-31T09:00:00Z"})
for model in (Plain, Entry):
    try:
        print(model.__name__, "by model_validate_json:", model.model_validate_json(good).on)
    except ValidationError as error:
        print(model.__name__, "by model_validate_json:", [fault["type"] for fault in error.errors()])
answer = Client().post("/entries", good, content_type="application/json")
print("seen:", answer.status_code)
for fault in answer.json().get("detail", []):
    print("seen:", fault["loc"][-1], "-", fault["msg"])
PYTHON
cat seen
diff - seen <<'BEFORE'
django-ninja 1.7.1 pydantic 2.14.4 Django 5.2.19
Plain by model_validate_json: 2026-01-31
Entry by model_validate_json: ['date_type', 'datetime_type']
seen: 422
seen: on - Input should be a valid date
seen: at - Input should be a valid datetime
BEFORE
echo "as seen before"
