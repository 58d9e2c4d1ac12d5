"""`manage.py stale`: what waits for news, late first; one message to each editor; a status that cron can read."""

import datetime as dt
import io
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from initiatives import actions
from initiatives.choices import RetractReason, UserRole
from initiatives.models import Assignment, Initiative, Organisation
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_update,
    make_user,
)
from tests.test_settings import good_environment
from tests.test_settings import run as in_process

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def run(*arguments: str) -> tuple[list[str], list[str], int]:
    """What it says, what it complains of, and its exit status."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("stale", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error}\n")
        status = error.returncode
    except SystemExit as ended:
        status = int(ended.code or 0)
    return out.getvalue().splitlines(), err.getvalue().splitlines(), status


def heard(title: str, days: int, *assigned: Organisation, **fields: Any) -> Initiative:
    """A weekly public initiative that was last heard of so many days ago."""
    row = make_initiative(title, leads=[make_organisation()], **fields)
    make_update(row, as_of=NOW.date() - dt.timedelta(days=days), status="2")
    for organisation in assigned:
        Assignment.objects.create(initiative=row, organisation=organisation)
    return row


def address(row: Initiative) -> str:
    return f"http://127.0.0.1:8000/admin/initiatives/statusupdate/quick/{row.pk}/"


def world() -> dict[str, Initiative]:
    """Two organisations with editors; one initiative is shared, one is nobody's, and much is not stale."""
    un, egypt = make_organisation("United Nations"), make_organisation("Egypt")
    make_user("samir", organisation=un, email="samir@example.org", first_name="Samir", last_name="Haddad")
    make_user("lina", UserRole.PUBLISHER, organisation=un)
    make_user("noor", organisation=egypt, email="noor@example.org")
    make_user("gone", organisation=un, email="gone@example.org", is_active=False)
    make_user("amal", UserRole.ADMINISTRATOR, organisation=un, email="amal@example.org")
    make_user("other", organisation=make_organisation("Other"), email="other@example.org")
    found = {
        "late": heard("Late", 15, un),
        "due": heard("Due", 8, un, egypt),
        "silent": heard("Silent", 40, un),
        "soon": heard("Soon", 6, un),
        "alone": heard("Alone", 16),
    }
    heard("Fresh", 1, un)
    ended = heard("Ended", 400, un)
    make_update(ended, as_of=NOW.date() - dt.timedelta(days=399), status="4", narrative="Done")
    actions.retract_initiative(
        initiative=heard("Retracted", 40, un), by=make_publisher(), reason=RetractReason.DUPLICATE
    )
    Assignment.objects.create(initiative=make_initiative("Never heard of"), organisation=un)
    Assignment.objects.create(initiative=make_initiative("A draft", public=False), organisation=un)
    make_draft(found["late"], headline="Not yet public")
    return found


def test_it_prints_what_waits_under_whose_editors_it_is_late_first() -> None:
    rows = world()
    assert run() == (
        [
            "Egypt (noor)",
            f"  {rows['due'].reference} Due",
            "    due: last heard of 8 days ago",
            f"    {address(rows['due'])}",
            "United Nations (lina, samir)",
            f"  {rows['silent'].reference} Silent",
            "    silent: last heard of 40 days ago",
            f"    {address(rows['silent'])}",
            f"  {rows['late'].reference} Late",
            "    late: last heard of 15 days ago",
            f"    {address(rows['late'])}",
            f"  {rows['due'].reference} Due",
            "    due: last heard of 8 days ago",
            f"    {address(rows['due'])}",
            "Nobody is assigned",
            f"  {rows['alone'].reference} Alone",
            "    late: last heard of 16 days ago",
            f"    {address(rows['alone'])}",
        ],
        [],
        3,
    )
    assert mail.outbox == []


def test_each_editor_with_an_address_gets_one_message() -> None:
    rows = world()
    out, err, status = run("--email")
    assert (out[-1], err, status) == ("Messages sent: 2.", [], 3)
    assert [(one.to, one.from_email, one.subject) for one in mail.outbox] == [
        (
            ["noor@example.org"],
            "tracker@127.0.0.1",
            "Humanitarian Initiative Tracker: 1 initiative needs an update",
        ),
        (
            ["samir@example.org"],
            "tracker@127.0.0.1",
            "Humanitarian Initiative Tracker: 3 initiatives need an update",
        ),
    ]
    assert mail.outbox[1].body == (
        "Hello Samir Haddad,\n\n"
        "your organisation works on these initiatives, and their news is getting old:\n\n"
        f"{rows['silent'].reference} Silent\nsilent: last heard of 40 days ago\n{address(rows['silent'])}\n\n"
        f"{rows['late'].reference} Late\nlate: last heard of 15 days ago\n{address(rows['late'])}\n\n"
        f"{rows['due'].reference} Due\ndue: last heard of 8 days ago\n{address(rows['due'])}\n\n"
        "Post an update, or say that it is still accurate: either takes less than a minute.\n\n"
        "Your desk: http://127.0.0.1:8000/admin/\n"
    )
    assert (mail.outbox[1].content_subtype, "Not yet" in "".join(str(one.body) for one in mail.outbox)) == (
        "plain",
        False,
    )


def test_days_before_names_what_falls_due_soon_and_is_no_reason_for_a_status() -> None:
    un = make_organisation("United Nations")
    soon, tomorrow = heard("Soon", 6, un), heard("Tomorrow", 7, un)
    heard("Later", 2, un)
    assert run() == (["No initiative waits for news."], [], 0)
    assert run("--days-before", "2") == (
        [
            "United Nations (no editor yet)",
            f"  {tomorrow.reference} Tomorrow",
            "    due in 1 day",
            f"    {address(tomorrow)}",
            f"  {soon.reference} Soon",
            "    due in 2 days",
            f"    {address(soon)}",
        ],
        [],
        0,
    )


@pytest.mark.parametrize(("days", "status"), [(7, 0), (8, 0), (14, 0), (15, 3), (22, 3)])
def test_what_is_only_due_is_no_alarm_and_what_is_late_is(days: int, status: int) -> None:
    heard("Corridor", days)
    assert run()[2] == status


def test_one_crisis_alone() -> None:
    heard("Here", 15)
    heard("There", 15, crisis=make_crisis("SDN"))
    out, _err, status = run("--crisis", "sdn")
    assert ([line.split()[-1] for line in out[1:2]], len(out), status) == (["There"], 4, 3)
    assert run("--crisis", "xyz") == ([], ["There is no crisis 'xyz'; there are: gza, sdn."], 2)


@pytest.mark.parametrize("days", ["-1", "x", "366", "1.5", "٣", ""])
def test_a_wrong_number_of_days_is_refused(days: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("stale", f"--days-before={days}")
    assert str(refusal.value) == f"Error: argument --days-before: {days!r} is not a number of days from 0 to 365."


def test_an_address_that_is_refused_keeps_nobody_else_from_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    world()
    deliver = EmailBackend.send_messages

    def send(backend: Any, messages: Any) -> Any:
        if messages[0].to == ["noor@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"noor@example.org": (550, b"no such box")})
        return deliver(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    _out, err, status = run("--email")
    assert (err, status, [one.to for one in mail.outbox]) == (
        [
            "noor: {'noor@example.org': (550, b'no such box')}",
            "1 of 2 messages could not be sent.",
        ],
        1,
        [["samir@example.org"]],
    )


@pytest.mark.parametrize(("host", "backend"), [("", "console"), ("mail.example.org", "smtp")])
def test_without_a_mail_server_messages_are_written_out(tmp_path: Path, host: str, backend: str) -> None:
    environment = good_environment(tmp_path) | {"EMAIL_HOST": host, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    answer = in_process(environment, "-c", "from django.conf import settings; print(settings.EMAIL_BACKEND)")
    assert answer == (0, f"django.core.mail.backends.{backend}.EmailBackend\n", "")
