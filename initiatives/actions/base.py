"""Refusals, locks, versions and the saving that every action shares."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from initiatives import policy, scan
from initiatives.choices import State
from initiatives.models import Claim, Initiative, Source, User, rows_of
from initiatives.models.base import Versioned

C = TypeVar("C", bound=Claim)


class Refused(ValidationError):
    """What was asked cannot be done; the message says why and what would be allowed."""


class NeedsReason(Refused):
    """The text holds what may put people at risk. A Publisher may say `because=` why it goes out all the same."""

    def __init__(self, hits: tuple[scan.Hit, ...]) -> None:
        self.hits = hits
        super().__init__(
            {"because": _("This may put people at risk. Take it out, or say why it goes out all the same.")}
        )


class Conflict(Refused):
    """The row is not the one that was seen: somebody saved, reviewed or published it since."""


def _locked_initiative(pk: int) -> Initiative:
    return Initiative.objects.select_for_update(of=("self",)).select_related("crisis").get(pk=pk)


def _locked(claim: C) -> C:
    """The claim as it stands now, read again after its initiative was locked: what the caller holds may be old."""
    initiative = _locked_initiative(claim.initiative_id)
    fresh = rows_of(type(claim)).select_for_update(of=("self",)).get(pk=claim.pk)
    fresh.initiative = initiative
    return fresh


def _require(person: User, verb: policy.Verb, target: models.Model) -> None:
    if not policy.can(person, verb, target):
        raise PermissionDenied


def _require_version(row: Initiative | Claim, seen_version: int | None) -> None:
    if seen_version is not None and row.version != seen_version:
        raise Conflict(_("This changed since you opened it. Look at it again, then decide."))


def _require_state(claim: Claim, *states: State) -> None:
    if claim.state not in states:
        raise Conflict(
            _("This is now: %(state)s. What you asked is no longer possible.") % {"state": claim.get_state_display()}
        )


def _save(row: Versioned, by: User, reason: str) -> None:
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = reason  # type: ignore[attr-defined]
    row.save()


def needs_two_persons() -> bool:
    """Whether what one person wrote is released by another."""
    return bool(settings.TRACKER_TWO_PERSON_RULE)


def known_source(url: str) -> Source | None:
    """The source of this address, whoever entered it: there is one row for each address."""
    return Source.objects.filter(url=url.strip()).first()


def source_at(*, url: str, publisher: str, title: str, **details: object) -> Source:
    """The source of this address: the one that is known, or a new one. A known one is not changed."""
    url = url.strip()
    known = known_source(url)
    if known is not None:
        return known
    source = Source(url=url, publisher=publisher, title=title, **details)
    source.full_clean()
    source.save()
    return source
