"""Everything that is read of the organisation tree. Screens begin with the scope: organisations_visible_to."""

from birlik.orgs.queries.accounts import (
    NO_ROLE,
    accounts_of_keeper,
    assignments_not_over,
    narrow_accounts,
    organisations_to_give,
)
from birlik.orgs.queries.finding import search, search_everywhere
from birlik.orgs.queries.names import form_of, forms_of
from birlik.orgs.queries.scope import (
    assignments_at,
    assignments_of,
    assignments_with_account,
    known_among,
    organisations_visible_to,
    permissions_on_path,
    permissions_over,
    reaches_everything,
    scope_ids,
    visible_among,
    visible_on_path,
)
from birlik.orgs.queries.successions import successions_since, touched_since
from birlik.orgs.queries.tree import (
    ancestors,
    children,
    name_as_of,
    organisation_by_code,
    parent_of,
    parents,
    path_to,
    require_root,
    root,
    subtree,
    subtree_ids,
)

__all__ = [
    "NO_ROLE",
    "accounts_of_keeper",
    "ancestors",
    "assignments_at",
    "assignments_not_over",
    "assignments_of",
    "assignments_with_account",
    "children",
    "form_of",
    "forms_of",
    "known_among",
    "name_as_of",
    "narrow_accounts",
    "organisation_by_code",
    "organisations_to_give",
    "organisations_visible_to",
    "parent_of",
    "parents",
    "path_to",
    "permissions_on_path",
    "permissions_over",
    "reaches_everything",
    "require_root",
    "root",
    "scope_ids",
    "search",
    "search_everywhere",
    "subtree",
    "subtree_ids",
    "successions_since",
    "touched_since",
    "visible_among",
    "visible_on_path",
]
