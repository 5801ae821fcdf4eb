"""The API of every register: the same rights, forms, verbs and refusals as the pages, as programs read them."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from birlik.accounts import tokens
from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.orgs import rules
from birlik.orgs.entries import Entry
from birlik.registers import actions
from birlik.registers.declare import REGISTERS, Register
from tests.factories import NOW, TODAY, UnionTree, make_holder, make_union_tree
from tests.registers.samples import FORM, Sample, as_json, of, record

pytestmark = pytest.mark.django_db
HOLDERS = (
    ("chair_primary", "school-1"),
    ("specialist", "south"),
    ("head_of_department", "union"),
    ("audit_commission", "north"),
    ("administrator", "union"),
)


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(params=sorted(REGISTERS))
def register(request: pytest.FixtureRequest) -> Register:
    return REGISTERS[request.param]


@pytest.fixture
def sample(register: Register, tree: UnionTree) -> Sample:
    return of(register, tree)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def head(tree: UnionTree) -> User:
    return make_holder("head_of_department", tree["union"])


class Program:
    """A client with the token of a person."""

    def __init__(self, user: User) -> None:
        _token, self.secret = tokens.make(user, name="есеп", at=NOW, today=TODAY)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        answer = self.send(method, path, _json(body))
        return answer.status_code, answer.json()

    def send(self, method: str, path: str, content: str) -> Any:
        return Client(enforce_csrf_checks=True).generic(
            method, f"/api/{path}", content.encode(errors="surrogateescape"), content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}"},
        )  # fmt: skip


def _json(body: dict[str, Any] | None) -> str:
    import json

    return "" if body is None else json.dumps(body)


def base(register: Register, *more: object) -> str:
    return "/".join(str(one) for one in ("registers", register.code, *more)) + "/"


def test_an_entry_is_recorded_read_amended_and_annulled(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """What is sent back names nobody; a blank text is kept as one, not as nothing; the trail is that of the pages."""
    program = Program(head)
    place = sample.places[0]
    body = {**as_json(register, sample.good), **sample.personal, "organisation": place}
    status, made = program.ask("POST", base(register), body)
    assert (status, made["organisation"], made["version"], made["annulled"]) == (201, place, 1, "")
    told = {name: text for name, text in sample.good.items() if name not in register.personal}
    assert {name: str(made[name]) for name in told} == told
    assert not register.personal & set(made)
    assert not [text for text in sample.personal.values() if text in str(made)]
    entry = register.model._default_manager.get()
    assert {name: getattr(entry, name) for name in sample.personal} == dict(sample.personal)
    name, text = sample.change
    change = {**as_json(register, {name: text}), "version": 1}
    status, changed = program.ask("PATCH", base(register, entry.pk), change)
    assert (status, str(changed[name]), changed["version"]) == (200, text, 2)
    entry.refresh_from_db()
    assert {name: getattr(entry, name) for name in sample.personal} == dict(sample.personal)
    assert program.ask("PATCH", base(register, entry.pk), change)[0] == 409
    assert program.ask("GET", base(register, entry.pk)) == (200, changed)
    status, annulled = program.ask("POST", base(register, entry.pk, "annul"), {"reason": "Екі рет"})
    assert (status, annulled["annulled"]) == (200, "Екі рет")
    assert program.ask("GET", base(register))[1] == {"items": [], "next": None}
    actions_done = (
        Event.objects.filter(subject_type=register.code).order_by("sequence").values_list("action", flat=True)
    )
    assert list(actions_done) == ["entry.recorded", "entry.amended", "entry.annulled"]


def test_refusals_are_told_by_field(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    program, good = Program(head), {**as_json(register, sample.good), "organisation": sample.places[0]}
    for given, code in sample.refused:
        status, body = program.ask("POST", base(register), {**good, **as_json(register, given)})
        expected = "entry.not_filled_in" if code == FORM else code
        assert (status, body["code"], bool(body["fields"])) == (422, expected, True), given
    assert program.ask("POST", base(register), {**good, "organisation": "nowhere"})[0] == 404
    assert program.ask("POST", base(register), {**good, "id": 7})[0] == 422
    assert program.ask("POST", base(register), {})[0] == 422
    assert program.ask("GET", base(register, 10**30))[0] == 404
    assert not register.model._default_manager.exists()


def test_texts_that_no_database_keeps_are_refused(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """A NUL, a lone half of a letter: in any field, as in a form of the pages."""
    program, good = Program(head), {**as_json(register, sample.good), "organisation": "school-1"}
    entry = record(register, tree, head, sample.good)
    name = sample.change[0]
    for text in ("а\0б", "а\x1bб", "а\ud800б"):
        for method, path, body, field in (
            ("POST", base(register), {**good, "organisation": text}, "organisation"),
            ("POST", base(register), {**good, name: text}, name),
            ("PATCH", base(register, entry.pk), {"version": 1, name: text}, name),
            ("POST", base(register, entry.pk, "annul"), {"reason": text}, "reason"),
        ):
            status, told = program.ask(method, path, body)
            assert (status, told["code"], list(told["fields"])) == (422, "text.unstorable", [field]), (path, text)
    entry.refresh_from_db()
    assert (register.model._default_manager.count(), entry.version, entry.is_annulled) == (1, 1, False)


def test_requests_that_are_not_as_described_are_told_as_every_refusal(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    program, good = Program(head), {**as_json(register, sample.good), "organisation": "school-1"}
    for method, path, body, field in (
        ("POST", base(register), {**good, "nothing": 1}, "nothing"),
        ("POST", base(register), {**good, "organisation": ["school-1"]}, "organisation"),
        ("POST", base(register), None, "body"),
        ("GET", f"{base(register)}?limit=many", None, "limit"),
    ):
        status, told = program.ask(method, path, body)
        assert (status, told["code"], list(told["fields"])) == (422, "api.not_as_described", [field]), path
        assert sorted(told) == ["code", "fields", "message"]
    for content in ("{", "[" * 100_000, '"\udcff'):
        answer = program.send("POST", base(register), content)
        assert (answer.status_code, answer.json()["code"]) == (400, "api.not_read")
    assert not register.model._default_manager.exists()


def test_a_value_is_of_its_own_type(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """Nothing is made of something else: no day of Unix time, no number of `true`; the reader's language says it."""
    head.language = "kk"
    head.save()
    program, good = Program(head), {**as_json(register, sample.good), "organisation": sample.places[0]}
    expected: dict[str, tuple[str, tuple[Any, ...]]] = {
        "BooleanField": ("true немесе false қажет.", ("on", 1)),
        "PositiveSmallIntegerField": ("Бұл жерде тырнақшасыз бүтін сан қажет.", (True, "5", 5.5)),
        "DateField": ("Бұл жерде «2026-01-31» түрінде жазылған күн қажет.", (0, 1742000000, "20250314", "2025-02-30")),
        "CharField": ("Бұл жерде мәтін қажет.", (5, True)),
    }
    for name in register.form_fields:
        sentence, wrong = expected.get(register.column(name).get_internal_type(), ("", ()))
        for value in wrong:
            status, told = program.ask("POST", base(register), {**good, name: value})
            assert (status, told["code"]) == (422, "api.not_as_described"), (name, value)
            assert [(field, *said) for field, said in told["fields"].items()] == [(name, sentence)]
    assert program.ask("GET", f"{base(register)}?since=1742000000")[0] == 422
    assert not register.model._default_manager.exists()


def test_what_is_no_address_is_told_in_json(head: User) -> None:
    """A program reads no pages, whatever it asks for; a forgotten slash is mended as everywhere."""
    program = Program(head)
    for method, path, status, code in (
        ("GET", "registers/nothing/", 404, "api.no_address"),
        ("POST", "nothing", 404, "api.no_address"),
        ("DELETE", "registers/injuries/", 405, "api.method"),
        ("GET", "registers/injuries/?under=%00", 400, "api.not_read"),
    ):
        answer = program.send(method, path, "")
        told = answer.json()
        assert (answer.status_code, told["code"], sorted(told)) == (status, code, ["code", "fields", "message"]), path
    allowed = program.send("DELETE", "registers/injuries/", "").headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "POST"}
    assert program.send("GET", "registers/injuries", "").headers["Location"] == "/api/registers/injuries/"


def test_rights_are_those_of_the_roles(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """Each address with each role: nobody learns of another subtree, nobody writes who may only read."""
    entries: dict[str, Entry] = {
        place: record(register, tree, head, sample.good, place=place) for place in sample.places[:2]
    }
    good = as_json(register, sample.good)
    for role, at in HOLDERS:
        user = make_holder(role, tree[at])
        program = Program(user)
        listed = {one["id"] for one in program.ask("GET", base(register))[1]["items"]}
        for place, entry in entries.items():
            sees, writes = (rules.can(user, right, tree[place], on=TODAY) for right in (register.view, register.edit))
            told = {
                "listed": entry.pk in listed,
                "read": program.ask("GET", base(register, entry.pk))[0],
                "amend": program.ask("PATCH", base(register, entry.pk), {"version": 1})[0],
                "annul": program.ask("POST", base(register, entry.pk, "annul"), {"reason": ""})[0],
                "record": program.ask("POST", base(register), {**good, "organisation": place})[0],
                "under": program.ask("GET", f"{base(register)}?under={place}")[0],
            }
            refused = 403 if sees else 404
            assert told == {
                "listed": sees,
                "read": 200 if sees else 404,
                "amend": 200 if writes else refused,
                "annul": 422 if writes else refused,
                "record": (422 if sample.single else 201) if writes else 404,
                "under": 200 if sees else 404,
            }, (role, at, place)


def test_the_list_is_told_in_pages(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    program = Program(head)
    ids = [record(register, tree, head, sample.good, place=place).pk for place in sample.some(tree, 5)]
    found, after = [], 0
    while after is not None:
        page = program.ask("GET", f"{base(register)}?limit=2&after={after}")[1]
        found += [one["id"] for one in page["items"]]
        after = page["next"]
    assert found == ids
    assert program.ask("GET", f"{base(register)}?until=2025-01-01")[1]["items"] == []
    actions.annul(register, register.model._default_manager.get(pk=ids[0]), reason="Қате", by=head, at=NOW)
    assert [one["id"] for one in program.ask("GET", f"{base(register)}?annulled=true")[1]["items"]] == [ids[0]]


def test_who_is_nobody_is_told_so(register: Register, tree: UnionTree, head: User) -> None:
    """No token, a wrong, revoked or old one, that of a closed account: 401 at every address, the description too."""
    program = Program(head)
    paths = [base(register), base(register, 1), base(register, 1, "annul"), "openapi.json", ""]
    for path in paths:
        for method in ("GET", "POST", "PATCH"):
            assert Client().generic(method, f"/api/{path}").status_code == 401
    assert program.ask("GET", base(register))[0] == 200
    User.objects.filter(pk=head.pk).update(is_active=False)
    assert program.ask("GET", base(register))[0] == 401
    User.objects.filter(pk=head.pk).update(is_active=True)
    token = tokens.tokens_of(head, today=TODAY).get()
    tokens.revoke(head, token.pk, at=NOW)
    assert program.ask("GET", base(register))[0] == 401
    another = Program(head)
    assert another.ask("GET", base(register))[0] == 200
    tokens.tokens_of(head, today=TODAY).update(until="2026-01-31")
    assert another.ask("GET", base(register))[0] == 401


def test_a_session_reads_and_writes_with_its_csrf_token_alone(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(head)
    body = _json({**as_json(register, sample.good), "organisation": sample.places[0]})
    assert client.post(f"/api/{base(register)}", body, content_type="application/json").status_code == 403
    client.get("/registers/")
    token = client.cookies["csrftoken"].value
    headers = {"X-CSRFToken": token}
    answer = client.post(f"/api/{base(register)}", body, content_type="application/json", headers=headers)
    assert (answer.status_code, register.model._default_manager.count()) == (201, 1)


def test_everything_is_described(register: Register, head: User, tree: UnionTree) -> None:
    """The description names every address there is, and no field that names a person among what is sent."""
    status, told = Program(head).ask("GET", "openapi.json")
    assert status == 200
    described = {path for path in told["paths"] if f"/{register.code}/" in path}
    assert described == {
        f"/api/{base(register)}",
        f"/api/{base(register)}{{pk}}/",
        f"/api/{base(register)}{{pk}}/annul/",
    }
    operations = [one["operationId"] for methods in told["paths"].values() for one in methods.values()]
    verbs = {f"{verb}_{register.code}" for verb in ("list", "read", "record", "amend", "annul")}
    assert (verbs <= {*operations}, len(operations)) == (True, len({*operations}))
    shapes = told["components"]["schemas"]
    assert not register.personal & set(shapes[register.model.__name__]["properties"])
    assert set(register.form_fields) <= set(shapes[f"New{register.model.__name__}"]["properties"])
    names = {str(one.name) for one in get_resolver(settings.API_URLCONF).namespace_dict["api"][1].url_patterns}
    assert {f"{register.code}-list", f"{register.code}-entry", f"{register.code}-annul"} <= names


SENTENCES = {
    "kk": ("Жүйеге кіріңіз", "бұған құқығыңыз жоқ", "ештеңе жоқ"),
    "ru": ("Войдите в систему", "нет на это права", "ничего нет"),
    "en": ("Sign in, or send", "You have no right to this here", "There is nothing at this address"),
}


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_fault_is_told_in_the_language_of_the_reader(client: Client, head: User, language: str) -> None:
    """Who is nobody, whose token is gone, who sends no CSRF token, an address that is not there: as JSON, by
    Accept-Language before the language of the account.
    """
    accept = {"Accept-Language": f"{language}-KZ, fr;q=0.5"}
    unknown, forbidden, nowhere = SENTENCES[language]
    session = Client(enforce_csrf_checks=True)
    session.force_login(head)
    answers = [
        client.get("/api/registers/injuries/", headers=accept),
        client.get("/api/registers/injuries/", headers=accept | {"Authorization": "Bearer gone"}),
        session.post("/api/registers/injuries/", b"{}", content_type="application/json", headers=accept),
        session.get("/api/nowhere/", headers=accept),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 403, 404]
    expected = (unknown, unknown, forbidden, nowhere)
    assert [text in answer.json()["message"] for answer, text in zip(answers, expected, strict=True)] == [True] * 4


def test_a_wrong_choice_names_the_codes_there_are(head: User, tree: UnionTree) -> None:
    body = {"organisation": "school-1", "on": "2025-03-14", "severity": "heavy", "place": "Зал"}
    status, told = Program(head).ask("POST", "registers/injuries/", body)
    assert status == 422
    assert "light, severe, fatal" in told["fields"]["severity"][0]


def test_people_read_the_description_too(client: Client, head: User) -> None:
    """Every address and field, on a page that loads nothing from elsewhere; who is nobody signs in first."""
    assert client.get("/api/docs/").headers["Location"] == "/account/sign-in/?next=/api/docs/"
    client.force_login(head)
    html = client.get("/api/docs/").content.decode()
    _status, described = Program(head).ask("GET", "openapi.json")
    assert [path for path in described["paths"] if f"<code>{path}</code>" not in html] == []
    shapes = [described["components"]["schemas"][name] for name in ("NewInjury", "ChangeInjury", "Reason")]
    assert [name for shape in shapes for name in shape["properties"] if f"<code>{name}</code>" not in html] == []
    assert 'src="http' not in html
    assert 'href="/api/docs/"' in client.get("/account/tokens/").content.decode()
