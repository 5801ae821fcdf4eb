#!/usr/bin/env bash
# django-htmx 1.29.0 with Django 5.2.19: push_url and its like send an address with Kazakh letters as an encoded word of mail.
# Expected: "/мүшелер/" goes out percent-encoded, as the same library's HttpResponseClientRedirect and HttpResponseLocation
#   send it, so that htmx puts that address into the history.
# Seen: HX-Push-Url, HX-Replace-Url, HX-Retarget and HX-Reselect carry "=?utf-8?b?…?=": Django turns a header that Latin-1
#   cannot hold into an encoded word (RFC 2047), which no browser undoes in a header of HTTP.
# Matters: the browser shows and keeps an address that does not exist, a reload is "not found"; nothing fails on the
#   server. iri_to_uri around the address settles it; a selector needs another name.
# Seen with: django-htmx 1.29.0, Django 5.2.19, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django-htmx==1.29.0 django==5.2.19
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

from django.conf import settings

settings.configure()

from django.http import HttpResponse
from django.utils.encoding import iri_to_uri
from django_htmx.http import HttpResponseClientRedirect, push_url, replace_url, reselect, retarget

print("django-htmx", version("django-htmx"), "Django", version("django"))
address = "/мүшелер/?q=Әлия"
print("expected, as a redirect has it:", HttpResponseClientRedirect(address)["HX-Redirect"])
for name, set_header, value in (
    ("HX-Push-Url", push_url, address),
    ("HX-Replace-Url", replace_url, address),
    ("HX-Retarget", retarget, "#қате"),
    ("HX-Reselect", reselect, "#қате"),
):
    print("seen:", name, set_header(HttpResponse(), value)[name])
print("with iri_to_uri:", push_url(HttpResponse(), iri_to_uri(address))["HX-Push-Url"])
PYTHON
cat seen
diff - seen <<'BEFORE'
django-htmx 1.29.0 Django 5.2.19
expected, as a redirect has it: /%D0%BC%D2%AF%D1%88%D0%B5%D0%BB%D0%B5%D1%80/?q=%D3%98%D0%BB%D0%B8%D1%8F
seen: HX-Push-Url =?utf-8?b?L9C80q/RiNC10LvQtdGALz9xPdOY0LvQuNGP?=
seen: HX-Replace-Url =?utf-8?b?L9C80q/RiNC10LvQtdGALz9xPdOY0LvQuNGP?=
seen: HX-Retarget =?utf-8?b?I9Kb0LDRgtC1?=
seen: HX-Reselect =?utf-8?b?I9Kb0LDRgtC1?=
with iri_to_uri: /%D0%BC%D2%AF%D1%88%D0%B5%D0%BB%D0%B5%D1%80/?q=%D3%98%D0%BB%D0%B8%D1%8F
BEFORE
echo "as seen before"
