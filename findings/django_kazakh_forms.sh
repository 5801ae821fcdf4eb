#!/usr/bin/env bash
# Django 5.2.19 in Kazakh: its forms refuse every date as Kazakhstan writes it and take 05/01/2026 for the first of May.
# Expected: 05.01.2026 is 5 January and 1,5 is a number, as CLDR has them for kk (Babel here) and as Django itself reads
#   them in Russian and Uzbek; a page in one language writes ordinals in that language.
# Seen: kk is among LANGUAGES and has a catalogue, but no formats, so those of the United States hold, also with
#   localize=True: dd.mm.yyyy is invalid, dd/mm/yyyy is silently another day, numbers take no comma; humanize says "1st".
# Matters: a form in Kazakh stores the wrong day without an error for the first twelve days of a month.
# Seen with: Django 5.2.19, Babel 2.19.0, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19 babel==2.19.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import datetime

import django
from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf import settings

settings.configure(USE_I18N=True, USE_TZ=False)
django.setup()

from django import forms
from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.formats import date_format
from django.utils.translation import override

print("Django", django.__version__)
assert "kk" in dict(settings.LANGUAGES)
day = datetime.date(2026, 1, 5)
print("expected, by Babel:", format_date(day, "dd.MM.yyyy", locale="kk"), format_decimal(1.5, locale="kk"))


def read(field, text):
    try:
        return str(field.clean(text))
    except forms.ValidationError as error:
        return error.code


for language in ("ru", "uz", "kk"):
    with override(language):
        date, number = forms.DateField(localize=True), forms.DecimalField(localize=True)
        texts = {text: read(date, text) for text in ("05.01.2026", "05/01/2026")}
        print("seen in" if language == "kk" else "expected, as in", language, texts, {"1,5": read(number, "1,5")})
with override("kk"):
    print("seen in kk:", date_format(day, "SHORT_DATE_FORMAT"), ordinal(1), ordinal(2))
PYTHON
cat seen
diff - seen <<'BEFORE'
Django 5.2.19
expected, by Babel: 05.01.2026 1,5
expected, as in ru {'05.01.2026': '2026-01-05', '05/01/2026': 'invalid'} {'1,5': '1.5'}
expected, as in uz {'05.01.2026': '2026-01-05', '05/01/2026': 'invalid'} {'1,5': '1.5'}
seen in kk {'05.01.2026': 'invalid', '05/01/2026': '2026-05-01'} {'1,5': 'invalid'}
seen in kk: 01/05/2026 1st 2nd
BEFORE
echo "as seen before"
