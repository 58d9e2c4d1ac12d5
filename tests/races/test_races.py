"""Promise P9: 32 people at once on the real server. One wins each round, nobody loses a word, nothing breaks."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import partial
from html import escape, unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from initiatives import actions
from initiatives.admin.versions import who_and_when
from initiatives.choices import May, State
from initiatives.models import Assignment, Initiative, StatusUpdate
from tests.admin.pages import as_, change, filled, quick, verb
from tests.factories import (
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
    make_user,
)
from tests.races.server import Answer, Browser, Server, all_at_once, browsers, running

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROUNDS = int(os.environ.get("TRACKER_ROUNDS", "5"))
PEOPLE = 32
INITIATIVES = 4


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "server.log") as started:
        yield started
    assert started.said() == ""


def race(people: list[Browser], address: str, forms: list[dict[str, str]]) -> list[Answer]:
    return all_at_once([partial(each.post, address, form) for each, form in zip(people, forms, strict=True)])


def the_winner(answers: list[Answer]) -> int:
    """Which one was saved. Everybody else got the page again."""
    assert Counter(answer.status for answer in answers) == {302: 1, 200: len(answers) - 1}
    return next(index for index, answer in enumerate(answers) if answer.status == 302)


def colleagues(server: Server, initiative: Initiative) -> list[Browser]:
    organisation = make_organisation()
    Assignment.objects.create(initiative=initiative, organisation=organisation, may=May.EDIT)
    return browsers(server, [make_user(organisation=organisation) for _ in range(PEOPLE)])


def keeps(answer: Answer, text: str) -> bool:
    """Whether what was typed stands in its field still."""
    return f'value="{escape(text)}"' in answer.body or f">\n{escape(text)}</textarea>" in answer.body


@pytest.mark.parametrize("model", ["initiative", "statusupdate"])
def test_of_32_editors_of_one_form_one_wins_and_the_others_see_both_texts(server: Server, model: str) -> None:
    initiative = make_initiative(public=False)
    people = colleagues(server, initiative)
    author = people[0].user
    row: Initiative | StatusUpdate = initiative
    if model == "statusupdate":
        row = make_draft(initiative, author=author)
    name = "title" if model == "initiative" else "headline"
    address = change(model, row.pk)
    winners = []
    for number in range(ROUNDS):
        row.refresh_from_db()
        before, opened = row.version, filled(as_(author), address)
        texts = [f'What {each.user} & co. wrote in round "{number}"' for each in people]
        answers = race(people, address, [{**opened, name: text} for text in texts])
        winner = the_winner(answers)
        winners.append(winner)
        row.refresh_from_db()
        record = row.history.select_related("history_user").first()
        assert record is not None
        assert (getattr(row, name), row.version, record.history_user) == (
            texts[winner],
            before + 1,
            people[winner].user,
        )
        who = who_and_when(record)
        both = f"Stored now, by {who}: {texts[winner]}"
        told = f"{who}: somebody saved this while you were writing. Nothing was overwritten."
        wrong = [
            index
            for index, answer in enumerate(answers)
            if index != winner
            and not (both in unescape(answer.body) and told in unescape(answer.body) and keeps(answer, texts[index]))
        ]
        assert wrong == []
    assert row.history.count() == row.version
    assert len(winners) == ROUNDS


def publishers(server: Server) -> list[Browser]:
    return browsers(server, [make_publisher() for _ in range(PEOPLE)])


def test_of_32_reviewers_one_publishes_or_returns_and_the_others_are_told(server: Server) -> None:
    initiative, author = make_initiative(), make_publisher()
    people = publishers(server)
    numbers = []
    for number in range(ROUNDS):
        claim = actions.submit(claim=make_draft(initiative, author=author), by=author)
        reason = "Which crossing is it, in round {}?"
        jobs = [
            partial(each.post, verb("statusupdate", claim.pk, "publish"), {"seen_version": claim.version})
            if index % 2
            else partial(
                each.post,
                verb("statusupdate", claim.pk, "return"),
                {"seen_version": claim.version, "reason": reason.format(index)},
            )
            for index, each in enumerate(people)
        ]
        answers = all_at_once(jobs)
        winner = the_winner(answers)
        stored = StatusUpdate.objects.get(pk=claim.pk)
        assert (stored.state, stored.version) == (State.PUBLISHED if winner % 2 else State.RETURNED, claim.version + 1)
        if winner % 2:
            numbers.append(stored.number)
            assert stored.reviewer == people[winner].user
        else:
            assert stored.return_reason == reason.format(winner)
        told = "This changed since you opened it. Look at it again, then decide."
        wrong = [
            index
            for index, answer in enumerate(answers)
            if index != winner and not (told in answer.body and (index % 2 or keeps(answer, reason.format(index))))
        ]
        assert (wrong, number < ROUNDS) == ([], True)
    assert numbers == list(range(1, len(numbers) + 1))
    assert the_books_balance() == ""


def test_of_32_people_one_gives_the_second_check(server: Server) -> None:
    initiative = make_initiative()
    make_update(initiative, status="2", rating="on_track")
    people = publishers(server)
    for _ in range(ROUNDS):
        make_update(initiative, status="2", rating="on_track")
        publisher = make_publisher()
        draft = make_draft(initiative, status="6", author=publisher)
        claim = actions.publish(claim=draft, by=publisher, seen_version=draft.version)
        answers = all_at_once([partial(each.post, verb("statusupdate", claim.pk, "check"), {}) for each in people])
        winner = the_winner(answers)
        stored = StatusUpdate.objects.get(pk=claim.pk)
        assert (stored.second_check_pending, stored.second_checked_by) == (False, people[winner].user)
        assert sum("This was checked already." in answer.body for answer in answers) == PEOPLE - 1
    assert the_books_balance() == ""


def test_of_32_people_who_begin_to_replace_a_claim_one_has_the_draft(server: Server) -> None:
    initiative = make_initiative()
    people = publishers(server)
    for _ in range(ROUNDS):
        claim = make_update(initiative)
        address = verb("statusupdate", claim.pk, "replace")
        answers = all_at_once([partial(each.post, address, {"kind": "our_error"}) for each in people])
        winner = the_winner(answers)
        draft = StatusUpdate.objects.get(replaces=claim)
        assert (draft.author, draft.state) == (people[winner].user, State.DRAFT)
        assert sum("A replacement is already being written" in answer.body for answer in answers) == PEOPLE - 1


def test_a_second_click_from_a_slow_line_posts_one_update(server: Server) -> None:
    """The same form by the same person, 8 times at once: one update."""
    initiative = make_initiative()
    make_source("https://example.org/known")
    person = browsers(server, [make_publisher()])[0]
    for number in range(ROUNDS):
        form = an_update(f"Posted in round {number}") | {"submit_for_review": ""}
        answers = all_at_once([partial(person.post, quick(initiative.pk), form) for _ in range(8)])
        assert Counter(answer.status for answer in answers) == {302: 8}
    rows = StatusUpdate.objects.filter(initiative=initiative).order_by("pk").values_list("headline", "state")
    assert list(rows) == [(f"Posted in round {number}", State.SUBMITTED) for number in range(ROUNDS)]


def an_update(headline: str) -> dict[str, str]:
    return {
        "status": "2",
        "rating": "on_track",
        "headline": headline,
        "as_of": timezone.localdate().isoformat(),
        "source_url": "https://example.org/known",
    }


def the_books_balance() -> str:
    """What `manage.py verify` finds, which is nothing."""
    said = StringIO()
    call_command("verify", stdout=said)
    lines = said.getvalue().splitlines()
    return "" if len(lines) == 1 and lines[0].startswith("No difference") else said.getvalue()


def test_32_people_post_updates_at_once_and_each_one_is_there(tmp_path: Path) -> None:
    """10 each in the fast run, 100 in the long one; published at once, so that each takes a number."""
    each = 2 * ROUNDS
    initiatives = [make_initiative() for _ in range(INITIATIVES)]
    make_source("https://example.org/known")
    with running(tmp_path / "server.log", TRACKER_TWO_PERSON_RULE="off") as server:
        people = publishers(server)

        def write(index: int) -> list[tuple[int, str, int]]:
            initiative = initiatives[index % INITIATIVES]
            told = [f"Person {index} says {number}" for number in range(each)]
            return [
                (
                    initiative.pk,
                    headline,
                    people[index].post(quick(initiative.pk), an_update(headline) | {"publish": ""}).status,
                )
                for headline in told
            ]

        written = [line for lines in all_at_once([partial(write, index) for index in range(PEOPLE)]) for line in lines]
    assert Counter(status for _pk, _headline, status in written) == {302: PEOPLE * each}
    stored = StatusUpdate.objects.values_list("initiative_id", "headline", "number")
    assert sorted((pk, headline) for pk, headline, _ in stored) == sorted((pk, text) for pk, text, _ in written)
    for initiative in initiatives:
        numbers = sorted(number or 0 for pk, _text, number in stored if pk == initiative.pk)
        assert numbers == list(range(1, PEOPLE * each // INITIATIVES + 1))
    assert (the_books_balance(), server.said()) == ("", "")
