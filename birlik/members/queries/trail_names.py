"""What the lines of the trail point at by text alone: accounts and organisations."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from birlik.accounts.models import User
from birlik.db.alphabet import FoldedText
from birlik.grammar.letters import fold
from birlik.orgs.models import Organisation


def account_ids(usernames: Collection[str]) -> dict[str, int]:
    """Return sign-in name → id of the account."""
    return dict(User.objects.filter(username__in=usernames).values_list("username", "pk"))


def account(pk: int) -> User | None:
    """Return the account of this id, open or closed."""
    return User.objects.filter(pk=pk).first()


def accounts_called(text: str, within: QuerySet[Organisation] | None, *, most: int) -> list[User]:
    """Return the accounts with this text in the name, its letters folded, or with it as sign-in name.

    `within`: a scope of the trail; inside of one, only who holds or held a role there.
    """
    names = User.objects.alias(folded_name=FoldedText("full_name"))
    users = names.filter(Q(folded_name__contains=fold(text)) | Q(username=text.lower()))
    if within is not None:
        users = users.filter(assignments__organisation__in=within).distinct()
    return list(users.order_by("full_name", "pk")[:most])


def organisations(codes: Collection[str]) -> dict[str, Organisation]:
    """Return code → organisation, open or closed."""
    return {one.code: one for one in Organisation.objects.filter(code__in=codes)}
