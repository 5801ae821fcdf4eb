"""What a form brought, for a page that lets it be sent once more: nothing typed is lost."""

from __future__ import annotations

from django.http import HttpRequest

TYPED_ANEW = "password"  # what a field has in its name that is never sent back
CSRF = "csrfmiddlewaretoken"


def submission(request: HttpRequest, *, leave_out: str = "") -> dict[str, object]:
    """Return the address and the fields (name, text) of what was sent; nothing of what was only asked for.

    `files` are the names of fields whose file has to be chosen again; `is_secret` says that a password was among the
    fields, which no page may hold.
    """
    if request.method != "POST":
        return {}
    names = [name for name in request.POST if name not in {CSRF, leave_out}]
    return {
        "action": request.get_full_path(),
        "is_secret": any(TYPED_ANEW in name for name in names),
        "files": list(request.FILES),
        "fields": [(name, text) for name in names for text in request.POST.getlist(name)],
    }
