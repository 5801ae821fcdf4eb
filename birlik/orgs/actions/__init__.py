"""Every change of the organisation tree: one verb, one function; keyword-only, atomic, checked and recorded."""

from birlik.orgs.actions.account_loads import invite_on_paper
from birlik.orgs.actions.accounts import block, end_sessions, invite, make_link, open_account, revoke_link, unblock
from birlik.orgs.actions.common import sort_keys
from birlik.orgs.actions.derived import rebuild_lineage, rebuild_search
from birlik.orgs.actions.loads import LoadedChange, Opening, correct_details, open_many, take_back
from birlik.orgs.actions.names import add_alias, rename, review_name_form
from birlik.orgs.actions.organisations import close, move, open_organisation
from birlik.orgs.actions.roles import assign_role, revoke_role
from birlik.orgs.actions.successions import Part, merge, split
from birlik.orgs.actions.workplaces import close_workplace, open_workplace

__all__ = [
    "LoadedChange",
    "Opening",
    "Part",
    "add_alias",
    "assign_role",
    "block",
    "close",
    "close_workplace",
    "correct_details",
    "end_sessions",
    "invite",
    "invite_on_paper",
    "make_link",
    "merge",
    "move",
    "open_account",
    "open_many",
    "open_organisation",
    "open_workplace",
    "rebuild_lineage",
    "rebuild_search",
    "rename",
    "review_name_form",
    "revoke_link",
    "revoke_role",
    "sort_keys",
    "split",
    "take_back",
    "unblock",
]
