"""The pages of the first day: what is missing, lists from the upload to the result, invitations on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from birlik.accounts import links
from birlik.accounts.models import AccountLink, User
from birlik.jobs import queue
from birlik.loads.models import Load
from birlik.orgs.models import Organisation, Reorganisation
from tests.factories import PASSWORD
from tests.loads.lists import TREE, begin_union, changed, csv_of, place

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b[a-z0-9]{4}(?:-[a-z0-9]{4}){3}\b")


@pytest.fixture
def keeper() -> User:
    keeper = begin_union()
    keeper.must_change_password = False
    keeper.save()
    return keeper


@pytest.fixture
def client(keeper: User) -> Client:
    client = Client()
    client.force_login(keeper)
    client.cookies["language"] = "ru"
    client.post("/account/language/", {"language": "ru", "next": "/"})
    return client


def deliver(client: Client, kind: str, rows: Any, **fields: str) -> str:
    """Upload a list and let it be looked through; the address of its page."""
    file = SimpleUploadedFile("list.csv", rows if isinstance(rows, bytes) else csv_of(rows))
    answer = client.post(f"/first-day/{kind}/", {"file": file, **fields})
    assert answer.status_code == 302
    queue.run_waiting()
    return str(answer.headers["Location"])


def text(answer: Any) -> str:
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(strip_tags(main.replace("<", " <")).split()).replace("\u202f", " ").replace("\xa0", " ")


def done(client: Client, url: str, act: str, **fields: str) -> str:
    assert client.post(f"{url}{act}/", fields).headers["Location"] == url
    queue.run_waiting()
    return text(client.get(url))


def steps(client: Client) -> dict[str, str]:
    """Step → how it stands."""
    page = client.get("/first-day/").content.decode()
    return {
        title: state
        for state, title in re.findall(r'class="step step--(\w+)">.*?<strong>(.*?)</strong>', page, re.DOTALL)
    }


def test_a_tree_from_the_upload_to_the_result(client: Client) -> None:
    url = deliver(client, "tree", TREE)
    found = text(client.get(url))
    assert "Строки 6 Новые 6" in found
    assert "Только проверено" in found
    assert Organisation.objects.count() == 1
    assert "Внесён" in done(client, url, "apply")
    assert Organisation.objects.count() == 7
    assert "Отозван" in done(client, url, "undo")
    assert Organisation.objects.count() == 1
    assert not Load.objects.get().content


def test_problems_stand_on_the_page_and_in_the_workbook(client: Client) -> None:
    url = deliver(client, "tree", [*TREE, place("x", "north", "castle")])
    found = text(client.get(url))
    assert "C8 Вид Вида организации «castle» нет." in found
    assert "Записать список" not in found
    client.post(f"{url}apply/")
    assert "Строк с ошибками: 1, поэтому ничего не записано" in text(client.get(url))
    client.post(f"{url}workbook/")
    queue.run_waiting()
    book = client.get(f"{url}workbook/")
    assert book.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert Organisation.objects.count() == 1


def test_columns_are_told(client: Client) -> None:
    """Told once; the next list with these headings is understood."""
    rows = [{"Шифр" if name == "code" else name: cell for name, cell in row.items()} for row in TREE]
    url = deliver(client, "tree", rows)
    assert "Не найден столбец: Код. Укажите" in text(client.get(url))
    page = client.get(f"{url}columns/").content.decode()
    assert 'name="column-1"' in page
    assert "north; north-east; school-1" in page
    names = ["code", "parent", "kind", "name_kk", "name_ru", "institution_type", "since"]
    fields = {f"column-{place}": name for place, name in enumerate(names, start=1)}
    assert client.post(f"{url}columns/", fields | {"column-2": "code"}).headers["Location"] == f"{url}columns/"
    assert "Два столбца" in text(client.get(f"{url}columns/"))
    client.post(f"{url}columns/", fields)
    queue.run_waiting()
    assert "Новые 6" in text(client.get(url))
    assert "Новые 6" in text(client.get(deliver(client, "tree", rows)))


def test_changes_rest_on_a_document(client: Client) -> None:
    done(client, deliver(client, "tree", TREE), "apply")
    url = deliver(client, "tree", changed(TREE, "school-1", name_ru="Новая"))
    assert "Основание изменений" in text(client.get(url))
    fields = {"on": "2026-02-01", "title": "Постановление", "number": "№ 3", "date": "2026-01-20"}
    assert "Внесён" in done(client, url, "apply", **fields)
    step = Reorganisation.objects.get(kind="rename")
    assert (step.on.isoformat(), step.document_title, step.document_number) == ("2026-02-01", "Постановление", "№ 3")


def test_what_cannot_be_read_is_told(client: Client) -> None:
    url = deliver(client, "tree", b"%PDF-1.7")
    assert "PDF" in text(client.get(url)) or text(client.get(url))
    assert Load.objects.get().state == "failed"
    assert "Заголовки не найдены" in text(client.get(deliver(client, "tree", b"a;b\n1;2\n")))
    assert "выберите файл" in client.post("/first-day/tree/").content.decode()


def test_a_list_is_put_aside(client: Client) -> None:
    url = deliver(client, "tree", TREE)
    assert "отложен" in done(client, url, "cancel")
    assert client.post(f"{url}apply/").status_code == 302
    assert Organisation.objects.count() == 1


def test_invitations_are_shown_once(client: Client) -> None:
    """A code serves once; who types it from paper chooses a password."""
    done(client, deliver(client, "tree", TREE), "apply")
    people = [{"full_name": f"Адам {n}", "role": "chair_primary", "organisation": f"school-{n}"} for n in (1, 2)]
    done(client, deliver(client, "accounts", people), "apply")
    assert "2 человека" in text(client.get("/first-day/invitations/"))
    sheets = client.post("/first-day/invitations/north-east/")
    keys = re.findall(r"<code>([a-z0-9-]{19})</code>", sheets.content.decode())
    assert len(set(keys)) == 2
    assert "no-store" in sheets.headers["Cache-Control"]
    stranger = Client()
    strange = "aaaa-bbbb-cccc-dddd"
    refused = text(stranger.post("/account/invitation/", {"key": strange}))
    assert "Бұл сілтеме жарамсыз" in refused
    answer = stranger.post("/account/invitation/", {"key": keys[0].replace("-", "").upper()})
    assert answer.headers["Location"] == "/account/link/"
    stranger.post("/account/link/", {"password": PASSWORD, "password_again": PASSWORD})
    assert User.objects.get(username="school-1").check_password(PASSWORD)
    assert text(stranger.post("/account/invitation/", {"key": keys[0]})) == refused.replace(strange, keys[0])
    assert "1 человек" in text(client.get("/first-day/invitations/"))
    assert not CODE.search(client.get("/first-day/invitations/").content.decode())
    assert AccountLink.objects.count() == 2
    assert links.holder(keys[1], at=Load.objects.latest("pk").uploaded_at) is not None


def test_figures_stand_with_their_source(client: Client, keeper: User) -> None:
    """Who runs campaigns loads them; the source is asked for, and stands on the page of the figure."""
    from tests.factories import make_holder

    done(client, deliver(client, "tree", TREE), "apply")
    head = Client()
    head.force_login(make_holder("head_of_department", Organisation.objects.get(code="union")))
    head.post("/account/language/", {"language": "ru", "next": "/"})
    assert client.get("/first-day/figures/").status_code == 404
    rows = [{"organisation": "school-1", "line": "members_working", "value": "30"}]
    assert "Напишите, откуда" in text(
        head.post("/first-day/figures/", {"file": SimpleUploadedFile("a.csv", csv_of(rows))})
    )
    url = deliver(head, "figures", rows, source="Сводный отчёт", year="2024")
    assert "Внесён" in done(head, url, "apply")
    assert "Источник Сводный отчёт" in text(head.get("/figure/2024/union/members_working/"))
    assert head.get("/").status_code == 200
    assert head.get("/campaign/2024/union/").status_code == 200
    assert head.get("/figures/2024/union/").status_code == 200
    assert head.get("/dynamics/2024/union/").status_code == 200
    assert head.get("/figure/2024/school-1/members_working/").status_code == 200


def test_the_steps_say_what_is_missing(client: Client) -> None:
    first = steps(client)
    assert (first["Структура организаций"], first["Кампания"], first["Показатели прошлого года"]) == (
        "open",
        "open",
        "free",
    )
    assert first["Наименования профсоюза"] == "next"
    done(client, deliver(client, "tree", TREE), "apply")
    assert steps(client)["Структура организаций"] == "done"
    found = text(client.get("/first-day/"))
    assert "Первичных организаций, где некому отправить отчёт: 3 из 3." in found
    assert client.get("/").content.decode().count('href="/first-day/"') == 1


def test_a_specialist_loads_accounts_and_sees_own_lists_only(client: Client) -> None:
    from tests.factories import make_holder

    done(client, deliver(client, "tree", TREE), "apply")
    other = deliver(client, "accounts", [{"full_name": "А", "role": "chair_primary", "organisation": "school-1"}])
    specialist = Client()
    specialist.force_login(make_holder("specialist", Organisation.objects.get(code="north")))
    assert specialist.get("/first-day/").status_code == 404
    assert specialist.get("/first-day/tree/").status_code == 404
    assert specialist.get(other).status_code == 404
    assert specialist.get("/first-day/accounts/").status_code == 200
