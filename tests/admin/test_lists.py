"""Lists of the desk: a page reads its own rows and no others, in the order and within the bounds of the policy."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives import actions
from initiatives.admin.initiatives import InitiativeAdmin
from initiatives.models import User
from tests.admin.pages import as_
from tests.factories import make_draft, make_initiative, make_publisher, make_update

pytestmark = pytest.mark.django_db

INITIATIVES, UPDATES = "/admin/initiatives/initiative/", "/admin/initiatives/statusupdate/"


def listed(by: User, address: str) -> list[str]:
    return [str(row) for row in as_(by).get(address).context["cl"].result_list]


def test_a_page_further_down_holds_the_rows_that_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InitiativeAdmin, "list_per_page", 2)
    for title in ("C", "E", "A", "D", "B"):
        make_initiative(title)
    publisher = make_publisher()
    pages = [[name.split()[-1] for name in listed(publisher, f"{INITIATIVES}{page}")] for page in ("", "?p=2", "?p=3")]
    assert pages == [["A", "B"], ["C", "D"], ["E"]]
    by_reference = [name.split()[-1] for name in listed(publisher, f"{INITIATIVES}?o=-1")]
    assert by_reference == ["B", "D"]


def test_keys_are_read_for_all_pages_and_rows_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InitiativeAdmin, "list_per_page", 2)
    client, counts = as_(make_publisher()), []
    client.get(INITIATIVES)
    for rows in (1, 2, 9):
        for _ in range(rows):
            make_initiative()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(INITIATIVES)
        counts.append(len(asked))
        wide = [query["sql"] for query in asked if '"initiatives_initiative"."summary"' in query["sql"]]
        assert [" LIMIT " in sql for sql in wide] == [False]
    assert counts == [counts[0]] * 3


def test_what_is_listed_first_is_what_waits_and_what_one_works_on() -> None:
    other, publisher, row = make_publisher(), make_publisher(), make_initiative()
    make_update(row, headline="Out")
    waiting = actions.submit(claim=make_draft(row, author=other), by=other)
    mine = make_draft(row, headline="Mine", author=publisher)
    make_draft(row, headline="Of another", author=other)
    assert sorted(listed(publisher, UPDATES)) == sorted(map(str, (waiting, mine)))


def test_updates_are_found_however_their_words_are_written() -> None:
    update, publisher = make_update(make_initiative(), headline="ÉVACUATION de الشِّفاء"), make_publisher()
    asked = ("évacuation", "evacuation", "الشفاء", "Évacuations")
    assert [listed(publisher, f"{UPDATES}?show=all&q={words}") for words in asked] == [[str(update)]] * 3 + [[]]
