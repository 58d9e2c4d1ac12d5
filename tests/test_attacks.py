"""What an attacker found once: each is tried again here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db.utils import ConnectionHandler
from django.utils import timezone

from initiatives import actions, policy, text
from initiatives.choices import RelationKind, RemoveReason, Role, UserRole
from initiatives.models import (
    Document,
    ImportBatch,
    Organisation,
    Participation,
    Relation,
    Source,
)
from initiatives.models.organisations import web_address
from tests.admin.pages import as_, change, filled
from tests.factories import (
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_source,
    make_update,
    make_user,
)
from tracker.environment import sqlite

pytestmark = pytest.mark.django_db

SAFETY = RemoveReason.SAFETY


# -- removing ----------------------------------------------------------------------------------------------------------


def test_removing_an_initiative_forgets_what_hung_on_it_before() -> None:
    initiative, other = make_initiative(), make_initiative()
    document = Document.objects.create(
        initiative=initiative, title="Secret", url="https://example.org/d", category="A01"
    )
    place = make_place_of(initiative, make_location())
    part = Participation.objects.create(
        initiative=initiative, organisation=make_organisation(), role=Role.IMPLEMENTING, named_as="Secret"
    )
    to = Relation.objects.create(from_initiative=initiative, to_initiative=other, kind=RelationKind.values[0])
    back = Relation.objects.create(from_initiative=other, to_initiative=initiative, kind=RelationKind.values[0])
    for row in (document, place, part, to, back):
        row.delete()
    actions.remove_initiative(initiative=initiative, by=make_publisher(), reason=SAFETY)
    left: dict[str, int] = {}
    for model in policy.INLINE_THINGS:
        history: Any = model.history.model.objects  # type: ignore[attr-defined]
        left[model.__name__] = history.exclude(**{policy.INLINE_THINGS[model]: other.pk}).count()
    assert left == dict.fromkeys(left, 0)
    assert Relation.history.count() == 0


def test_the_log_names_no_row_of_another_initiative() -> None:
    publisher = make_publisher()
    initiative, other = make_initiative("Corridor"), make_initiative("Named canary")
    address = change("initiative", initiative.pk)
    client = as_(publisher)
    typed = filled(client, address, title="Northern corridor")
    prefix = "relations"
    typed |= {
        f"{prefix}-TOTAL_FORMS": "1",
        f"{prefix}-0-to_initiative": str(other.pk),
        f"{prefix}-0-kind": RelationKind.values[0],
    }
    answer = client.post(address, typed)
    said = LogEntry.objects.get().change_message
    assert (answer.status_code, Relation.objects.count(), "canary" in said, "Title" in said) == (302, 1, False, True)


def test_removing_takes_the_source_that_was_named_before_and_by_nobody_now() -> None:
    publisher, before, after, other = make_publisher(), make_source(), make_source(), make_source()
    initiative = make_initiative()
    make_update(initiative, source=other)
    claim = make_draft(initiative, author=publisher, source=before)
    for source in (other, after):
        claim.source = source
        claim = actions.save_draft(claim=claim, by=publisher)
    actions.remove(claim=claim, by=publisher, reason=SAFETY)
    assert (list(Source.objects.all()), set(Source.history.values_list("id", flat=True))) == ([other], {other.pk})


def a_file(path: Path) -> Any:
    return ConnectionHandler({"default": sqlite({"NAME": str(path)})})["default"]


def test_a_deleted_text_is_neither_in_the_file_nor_in_its_log(tmp_path: Path) -> None:
    path = tmp_path / "tracker.sqlite3"
    connection = a_file(path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE told (words TEXT)")
        cursor.execute("INSERT INTO told VALUES ('canary8312')")
        connection.empty_log()
        cursor.execute("DELETE FROM told")
        connection.empty_log()
    left = [b"canary8312" in file.read_bytes() for file in sorted(tmp_path.iterdir())]
    connection.close()
    assert (any(left), len(left) > 1) == (False, True)


def test_a_log_that_somebody_reads_is_left_to_the_next(tmp_path: Path) -> None:
    one, two = a_file(tmp_path / "tracker.sqlite3"), a_file(tmp_path / "tracker.sqlite3")
    with one.cursor() as cursor:
        cursor.execute("CREATE TABLE told (words TEXT)")
        two.connect()
        two.connection.execute("BEGIN")
        two.connection.execute("SELECT * FROM told").fetchall()
        cursor.execute("INSERT INTO told VALUES ('a')")
    one.empty_log()
    with one.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        waits = cursor.fetchone()
    two.connection.execute("ROLLBACK")
    one.close()
    two.close()
    assert waits == (20_000,)


def test_each_removal_empties_the_log(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> None:
    from django.db import connection

    emptied: list[bool] = []
    monkeypatch.setattr(connection, "empty_log", lambda: emptied.append(True), raising=False)
    claim = make_update(make_initiative())
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(claim=claim, by=make_publisher(), reason=SAFETY)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_initiative(initiative=make_initiative(), by=make_publisher(), reason=SAFETY)
    assert emptied == [True, True]


def test_a_removal_forgets_the_imports_that_nobody_confirmed() -> None:
    publisher = make_publisher()
    hours = (2, 0)
    for ago in hours:
        ImportBatch.objects.create(
            file_name=f"{ago}.csv", begun_by=publisher, begun_at=timezone.now() - dt.timedelta(hours=ago), held={}
        )
    actions.remove(claim=make_update(make_initiative()), by=publisher, reason=SAFETY)
    assert [batch.file_name for batch in ImportBatch.objects.all()] == ["0.csv"]


# -- what is published already -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("public", "url"), [(True, "https://example.org/a"), (False, "https://example.org/b")])
def test_nobody_alone_changes_the_source_of_a_public_claim(public: bool, url: str) -> None:
    source = make_source("https://example.org/a", title="Report")
    initiative = make_initiative()
    if public:
        make_update(initiative, source=source)
    else:
        make_draft(initiative, source=source)
    client, address = as_(make_user("amal", UserRole.PUBLISHER)), change("source", source.pk)
    typed = filled(client, address, archived_url="https://archive.example.org/a")
    typed |= {"url": "https://example.org/b", "title": "Another", "publisher": "Another"}
    answer = client.post(address, typed)
    source.refresh_from_db()
    words = ("OCHA", "Report") if public else ("Another", "Another")
    assert (answer.status_code, source.url, source.publisher, source.title, source.archived_url) == (
        302,
        url,
        *words,
        "https://archive.example.org/a",
    )


# -- what is typed -----------------------------------------------------------------------------------------------------


def test_a_claim_is_of_1990_or_later() -> None:
    first = make_draft(make_initiative(), as_of=dt.date(1990, 1, 1))
    first.as_of = dt.date(1989, 12, 31)
    with pytest.raises(ValidationError) as refused:
        first.full_clean()
    assert list(refused.value.message_dict) == ["as_of"]


@pytest.mark.parametrize(
    ("value", "says"),
    [("—…", False), ("\u200b\u2060", False), ("\u3164\u115f", False), ("ممر", True), ("7", True), ("s", True)],
)
def test_a_headline_and_a_title_hold_a_letter_or_a_digit(value: str, says: bool) -> None:
    claim, initiative = make_draft(make_initiative()), make_initiative(public=False)
    claim.headline = initiative.title = value
    refused = []
    for row in (claim, initiative):
        try:
            row.full_clean()
        except ValidationError as error:
            refused += list(error.message_dict)
    assert (text.says_something(value), refused) == (says, [] if says else ["headline", "title"])


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("https://ocha.org@evil.example/a", True),
        ("https://a:b@evil.example/a", True),
        ("https://example.org/\u202efdp.exe", True),
        ("https://example.org/\u2066a", True),
        ("https://example.org/@ocha?a=b@c", False),
    ],
)
def test_a_web_address_leads_where_it_seems_to(address: str, refused: bool) -> None:
    try:
        Organisation(name="A", slug="a", website=address).full_clean()
        web_address(address)
    except ValidationError:
        assert refused
    else:
        assert not refused
