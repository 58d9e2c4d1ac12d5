"""The cache equals what the claims say, after any history."""

import datetime as dt
from typing import Any

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from initiatives import actions, caches
from initiatives.caches import Standing
from initiatives.choices import Rating, RemoveReason, ReplaceKind, RetractReason, State, Status
from initiatives.models import Initiative, StatusUpdate
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher


def brute_force(initiative: Initiative) -> Standing:
    """The same, worked out the long way: every pair compared, no running state."""
    rows = [row for row in StatusUpdate.objects.filter(initiative=initiative) if row.state == "published"]
    rows.sort(key=lambda row: (row.as_of, row.as_of_time is not None, row.as_of_time or dt.time.min,
                               row.first_published_at, row.pk))  # fmt: skip
    if not rows:
        return Standing()
    told = [row for row in rows if not row.is_confirmation]
    if not told:
        return Standing()
    holding = []
    for index, row in enumerate(rows):
        earlier = [other for other in rows[:index] if not other.is_confirmation]
        if row.is_confirmation and earlier and (earlier[-1].status, earlier[-1].rating) == (row.status, row.rating):
            holding.append(row)
    others = [index for index, row in enumerate(told) if row.status != told[-1].status]
    return Standing(
        told[-1].pk,
        told[-1].status,
        told[others[-1] + 1 if others else 0].as_of,
        told[-1].rating,
        _is_disputed(told),
        told[-1].as_of,
        holding[-1].as_of if holding else None,
    )


def _is_disputed(told: list[StatusUpdate]) -> bool:
    """Whether the last word of anybody else within a week of the newest update names another status."""
    newest = told[-1]
    if newest.said_by is None:
        return False
    last_words = [
        row
        for index, row in enumerate(told)
        if row.said_by is not None and all(later.said_by_id != row.said_by_id for later in told[index + 1 :])
    ]
    return any(row.status != newest.status and newest.as_of - row.as_of <= dt.timedelta(days=7) for row in last_words)


def known(initiative: Initiative, at: dt.datetime | None = None) -> dict[str, Any]:
    """Everything that with_standing() tells of it."""
    # Any: the type checker knows no annotations that a queryset's own method makes.
    rows: Any = Initiative.objects.with_standing(at).filter(pk=initiative.pk)
    names = ("status", "status_since", "rating", "is_disputed", "newest_update", "updated_on", "confirmed_on",
             "heard_on", "freshness")  # fmt: skip
    known: dict[str, Any] = rows.values(*names).get()
    return known


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "publish", "publish", "replace", "retract", "remove", "confirm"]),
        st.integers(1, 28),
        st.sampled_from(Status.values),
        st.sampled_from(Rating.values),
        st.sampled_from([None, dt.time(0), dt.time(12)]),
        st.integers(0, 9),
        st.sampled_from([None, 0, 1]),
    ),
    max_size=10,
)


class Caches(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(STEPS)
    def test_after_any_history_the_cache_is_what_the_claims_say(
        self, steps: list[tuple[str, int, str, str, dt.time | None, int, int | None]]
    ) -> None:
        initiative, writer, reviewer = make_initiative(), make_publisher(), make_publisher()
        speakers = [make_organisation(), make_organisation()]
        seen: list[tuple[dt.datetime, dict[str, Any]]] = []
        for verb, day, status, rating, time, pick, speaker in steps:
            seen.append((timezone.now(), known(initiative)))
            values: dict[str, Any] = {"as_of": dt.date(2026, 1, day), "as_of_time": time, "narrative": "Explained."}
            values |= {"status": status, "rating": rating, "said_by": None if speaker is None else speakers[speaker]}
            live = list(StatusUpdate.objects.current().filter(is_confirmation=False).in_order())
            initiative.refresh_from_db()
            if verb == "publish":
                claim = make_draft(initiative, author=writer, **values)
            elif verb == "confirm" and initiative.current_status:
                claim = actions.confirm_unchanged(
                    initiative=initiative, by=writer, said_by=initiative.organisations.get()
                )
                if claim.state == State.PUBLISHED:
                    continue  # the same confirmation, posted twice
            elif live and verb == "replace":
                old = live[pick % len(live)]
                claim = actions.replace(claim=old, by=writer, kind=ReplaceKind.OUR_ERROR, changes=values)
            elif live and verb == "retract":
                actions.retract(claim=live[pick % len(live)], by=writer, reason=RetractReason.ERROR)
                continue
            elif live and verb == "remove":
                actions.remove(claim=live[pick % len(live)], by=writer, reason=RemoveReason.LAW)
                continue
            else:
                continue
            actions.publish(claim=claim, by=reviewer, seen_version=claim.version)
        initiative.refresh_from_db()

        stored = {name: getattr(initiative, name) for name in vars(Standing())}
        assert stored == vars(brute_force(initiative))
        assert list(caches.differences([initiative])) == []
        if "remove" not in [step[0] for step in steps]:
            assert [known(initiative, moment) for moment, _then in seen] == [then for _moment, then in seen]

    def test_a_tampered_cache_is_named(self) -> None:
        initiative = make_initiative()
        Initiative.objects.filter(pk=initiative.pk).update(current_status="2")
        initiative.refresh_from_db()

        assert [(d.column, d.stored, d.worked_out) for d in caches.differences([initiative])] == [
            ("current_status", "2", None)
        ]
