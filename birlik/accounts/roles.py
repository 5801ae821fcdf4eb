"""The whole policy of rights on one page: who may do what, and how far down the tree.

One class is one role. `kinds`: at which kinds of organisation it can be held (rulebook/orgs/kinds.yaml).
`matrix()` prints the table; a snapshot in tests/accounts makes every change of it visible.
"""

from __future__ import annotations

from typing import ClassVar

from birlik.accounts.permissions import Permission, Reach
from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal

HERE, HERE_AND_BELOW, BELOW = Reach.HERE, Reach.HERE_AND_BELOW, Reach.BELOW
READ_ALL = dict.fromkeys(
    (
        Permission.REPORT_VIEW,
        Permission.FIGURE_VIEW,
        Permission.PAPER_VIEW,
        Permission.ORG_VIEW,
        Permission.SAFETY_VIEW,
    ),
    HERE_AND_BELOW,
)

KEEP_MEMBERS = (Permission.MEMBER_VIEW, Permission.MEMBER_EDIT, Permission.MEMBER_IMPORT, Permission.MEMBER_EXPORT)


class Role:
    code: ClassVar[str]
    name: ClassVar[Bilingual]
    description: ClassVar[Bilingual]
    kinds: ClassVar[tuple[str, ...]]
    grants: ClassVar[dict[Permission, Reach]]
    gives_any: ClassVar[bool] = False  # keeps every account, and gives roles that see what it does not see itself


class ChairPrimary(Role):
    code = "chair_primary"
    name = Bilingual(
        "Бастауыш ұйымның төрағасы", "Председатель первичной организации", "Chair of a primary organisation"
    )
    description = Bilingual(
        "Өз ұйымының мүшелерін есепке алады, есебін толтырып, жоғары тұрған ұйымға жібереді; "
        "өз ұйымының көрсеткіштерін көреді.",
        "Ведёт учёт членов своей организации, заполняет её отчёт и отправляет в вышестоящую; "
        "видит показатели своей организации.",
        "Keeps the members of the organisation, fills in its report and sends it up; sees the organisation's figures.",
    )
    kinds = ("primary",)
    grants: ClassVar = {
        Permission.REPORT_VIEW: HERE,
        Permission.REPORT_EDIT: HERE,
        Permission.REPORT_SEND: HERE,
        Permission.FIGURE_VIEW: HERE,
        Permission.ORG_VIEW: HERE,
        Permission.SAFETY_VIEW: HERE,
        Permission.SAFETY_EDIT: HERE,
        **dict.fromkeys(KEEP_MEMBERS, HERE),
    }


class Specialist(Role):
    code = "specialist"
    name = Bilingual("Ұйым маманы", "Специалист организации", "Specialist of an organisation")
    description = Bilingual(
        "Төмен тұрған ұйымдардың есептерін қабылдайды немесе қайтарады, өз ұйымының жинақталған есебін жібереді, "
        "бастауыш ұйымдардың тізімін, мүшелер тізілімін және төмен тұрған ұйымдардың тіркелгілерін жүргізеді.",
        "Принимает или возвращает отчёты нижестоящих организаций, отправляет сводный отчёт своей организации, "
        "ведёт перечень первичных организаций, реестр членов профсоюза и учётные записи нижестоящих организаций.",
        "Accepts or returns the reports from below, sends the organisation's own, keeps the primaries, the members and "
        "the accounts below.",
    )
    kinds = ("member", "direct", "district")
    grants: ClassVar = {
        **READ_ALL,
        Permission.REPORT_EDIT: HERE_AND_BELOW,
        Permission.REPORT_SEND: HERE_AND_BELOW,
        Permission.REPORT_ACCEPT: BELOW,
        Permission.ORG_EDIT: HERE_AND_BELOW,
        Permission.SAFETY_EDIT: HERE_AND_BELOW,
        Permission.USER_MANAGE: BELOW,
        **dict.fromkeys(KEEP_MEMBERS, HERE_AND_BELOW),
    }


class HeadOfDepartment(Role):
    code = "head_of_department"
    name = Bilingual("Бөлім меңгерушісі", "Заведующий отделом", "Head of department")
    description = Bilingual(
        "Есеп науқанын жүргізеді: ашады, есептерді қабылдайды, бекітеді, түзетеді; қорытынды құжаттарды дайындайды.",
        "Ведёт отчётную кампанию: открывает, принимает отчёты, фиксирует, исправляет; готовит итоговые документы.",
        "Runs the campaign: opens it, accepts reports, freezes and corrects it; prepares the papers.",
    )
    kinds = ("union",)
    grants: ClassVar = {
        **READ_ALL,
        Permission.REPORT_EDIT: HERE_AND_BELOW,
        Permission.REPORT_SEND: HERE_AND_BELOW,
        Permission.REPORT_ACCEPT: BELOW,
        Permission.CAMPAIGN_RUN: HERE_AND_BELOW,
        Permission.PAPER_EDIT: HERE_AND_BELOW,
        Permission.ORG_EDIT: HERE_AND_BELOW,
        Permission.AUDIT_VIEW: HERE_AND_BELOW,
        Permission.SAFETY_EDIT: HERE_AND_BELOW,
        **dict.fromkeys(KEEP_MEMBERS, HERE_AND_BELOW),
    }


class Controller(Role):
    code = "controller"
    name = Bilingual(
        "Бақылаушы (төрағаның орынбасары)", "Контролёр (заместитель председателя)", "Controller (deputy chair)"
    )
    description = Bilingual(
        "Барлық есептер мен мерзімдерді бақылайды, есептерді қабылдайды немесе қайтарады.",
        "Контролирует все отчёты и сроки, принимает или возвращает отчёты.",
        "Watches every report and deadline, accepts or returns reports.",
    )
    kinds = ("union",)
    grants: ClassVar = {**READ_ALL, Permission.REPORT_ACCEPT: BELOW, Permission.AUDIT_VIEW: HERE_AND_BELOW}


class UnionChair(Role):
    code = "union_chair"
    name = Bilingual("Кәсіподақ төрағасы", "Председатель профсоюза", "Chair of the union")
    description = Bilingual(
        "Барлық есептерді, көрсеткіштер мен құжаттарды көреді.",
        "Видит все отчёты, показатели и документы.",
        "Reads every report, figure and paper.",
    )
    kinds = ("union",)
    grants: ClassVar = READ_ALL


class AuditCommission(Role):
    code = "audit_commission"
    name = Bilingual("Тексеру комиссиясы", "Ревизионная комиссия", "Audit commission")
    description = Bilingual(
        "Барлығын өзгерістер тарихымен бірге көреді, ештеңе өзгертпейді.",
        "Видит всё вместе с историей изменений, ничего не изменяет.",
        "Reads everything with its trail, changes nothing.",
    )
    kinds = ("union", "member")
    grants: ClassVar = {
        **READ_ALL,
        Permission.AUDIT_VIEW: HERE_AND_BELOW,
        Permission.TRAIL_VIEW: HERE_AND_BELOW,
        Permission.MEMBER_VIEW: HERE_AND_BELOW,
    }


class Administrator(Role):
    code = "administrator"
    name = Bilingual("Жүйе әкімшісі", "Администратор системы", "System administrator")
    description = Bilingual(
        "Пайдаланушыларды, рөлдерді және ұйымдар тізімін жүргізеді; есептерді көрмейді.",
        "Ведёт пользователей, роли и перечень организаций; отчётов не видит.",
        "Keeps users, roles and organisations; sees no reports.",
    )
    kinds = ("union",)
    gives_any = True
    grants: ClassVar = dict.fromkeys(
        (
            Permission.ORG_VIEW,
            Permission.ORG_EDIT,
            Permission.AUDIT_VIEW,
            Permission.TRAIL_VIEW,
            Permission.USER_MANAGE,
        ),
        HERE_AND_BELOW,
    )


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        ChairPrimary,
        Specialist,
        HeadOfDepartment,
        Controller,
        UnionChair,
        AuditCommission,
        Administrator,
    )
}


def role(code: str) -> type[Role]:
    """Return the role of this code; refused with `role.unknown`."""
    try:
        return ROLES[code]
    except KeyError:
        raise Refusal("role.unknown", role=code) from None


def may_give(giver: type[Role], given: type[Role], depth: int) -> bool:
    """Return whether who holds one role may give another `depth` steps below: accounts are kept from there, and nothing
    is given that the giver does not hold so far down.
    """
    reach = giver.grants.get(Permission.USER_MANAGE)
    if reach is None or not reach.covers(depth):
        return False
    return giver.gives_any or all(
        holds(giver, permission, target, depth) for permission, target in given.grants.items()
    )


def holds(giver: type[Role], permission: Permission, target: Reach, depth: int) -> bool:
    """Return whether a role holds a permission `depth` steps below and from there as far down as needed."""
    reach = giver.grants.get(permission)
    if reach is None:
        return False
    is_within = target is Reach.BELOW or reach.covers(depth)
    return is_within and (target is Reach.HERE or reach is not Reach.HERE)


def givers(given: type[Role], depth: int) -> list[str]:
    """Return the codes of the roles that let one give this role `depth` steps below where they are held."""
    return [each.code for each in ROLES.values() if may_give(each, given, depth)]


def roles_by_reach(permission: Permission) -> dict[Reach, list[str]]:
    """Return which roles give the permission, by how far it reaches."""
    codes: dict[Reach, list[str]] = {}
    for each in ROLES.values():
        if reach := each.grants.get(permission):
            codes.setdefault(reach, []).append(each.code)
    return codes


def matrix() -> str:
    """Return the policy as a text table: permissions down, roles across, in each cell the reach or a dot."""
    heads = ["", *ROLES]
    rows = [[p.value, *(str(r.grants.get(p, "·")) for r in ROLES.values())] for p in Permission]
    rows.append(["held at", *(" ".join(r.kinds) for r in ROLES.values())])
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (heads, *rows)]
    return "\n".join(line.rstrip() for line in lines) + "\n"
