"""The review queue: every claim that waits for a second person, with what publishing it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from initiatives import actions, policy, scan
from initiatives.admin import diffs
from initiatives.admin.base import PolicyAdmin, in_words
from initiatives.admin.site import person
from initiatives.admin.verbs import REFUSALS
from initiatives.choices import State
from initiatives.models import Claim, StatusUpdate, User, claim_models, rows_of
from initiatives.reports.effects import newest_beside
from initiatives.reports.publication import Preview, preview
from initiatives.reports.wording import line_of, named_by

AT_ONCE = 15


@dataclass(frozen=True)
class Failure:
    """A decision that was refused: what was said, what was typed, and what changed since the claim was looked at."""

    key: str
    said: tuple[str, ...]
    reason: str
    because: str
    since: tuple[diffs.Pair, ...]
    at: str


@dataclass(frozen=True)
class Item:
    """One claim of the queue, ready to show. `wrote_it` when the reader is who wrote it."""

    claim: Claim
    key: str
    kind: str
    line: str
    is_pending: bool
    said: Preview
    compared: Claim | None
    pairs: tuple[diffs.Pair, ...]
    hits: tuple[scan.Hit, ...]
    wrote_it: bool
    may_publish: bool
    address: str
    failure: Failure | None


class ReviewPages(PolicyAdmin[StatusUpdate]):
    """The page of the queue; the admin of status updates carries it, for all kinds of claims."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review_view)
        return [path("review/", view, name="initiatives_statusupdate_review"), *super().get_urls()]

    def review_view(self, request: HttpRequest) -> HttpResponse:
        by = person(request)
        if not policy.can(by, "publish", StatusUpdate):
            raise PermissionDenied
        failure = None
        if request.method == "POST":
            claim = self._asked_for(request, by)
            try:
                said = _decide(claim, by, request.POST)
            except REFUSALS as error:
                failure = _failure(
                    claim, request, error if isinstance(error, ValidationError) else in_words(error, type(claim))
                )
            else:
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        claims = waiting(by)
        if failure is not None:
            # What was decided on comes first, also when somebody else has decided on it meanwhile.
            claims = [claim, *(other for other in claims if key_of(other) != failure.key)]
        known = scan.names()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Review"),
            "opts": self.opts,
            "items": [_item(claim, by, known, failure) for claim in claims[:AT_ONCE]],
            "more": max(0, len(claims) - AT_ONCE),
        }
        return TemplateResponse(request, "admin/initiatives/review.html", context)

    def _asked_for(self, request: HttpRequest, by: User) -> Claim:
        name, _dash, pk = request.POST.get("claim", "").partition("-")
        for model in reviewed():
            if model._meta.model_name == name and pk.isdecimal() and len(pk) < 19:
                found = policy.visible_to(by, rows_of(model)).select_related(*beside(model)).filter(pk=pk).first()
                if found is not None:
                    return found
        raise Http404


WAITS = Q(state=State.SUBMITTED) | Q(state=State.PUBLISHED, second_check_pending=True)
BESIDE = ("initiative__crisis", "initiative__current_update", "source", "said_by", "author", "reviewer", "replaces")


def beside(model: type[Claim]) -> tuple[str, ...]:
    """What the queue reads together with a claim of this kind."""
    named = named_by(model)
    return (*BESIDE, *named, *(f"replaces__{name}" for name in named))


def key_of(claim: Claim) -> str:
    return f"{claim._meta.model_name}-{claim.pk}"


def address_of(claim: Claim) -> str:
    """Its page in the admin."""
    return reverse(f"admin:{claim._meta.app_label}_{claim._meta.model_name}_change", args=[claim.pk])


def reviewed() -> list[type[Claim]]:
    """The kinds of claims that have pages in the admin."""
    from initiatives.admin.site import site

    return [model for model in claim_models() if site.is_registered(model)]


def waiting(by: User) -> list[Claim]:
    """What waits for a second person, second checks first, then what was sent first."""
    found: list[Claim] = []
    for model in reviewed():
        found += policy.visible_to(by, rows_of(model)).filter(WAITS).select_related(*beside(model))
    pending = [claim for claim in found if claim.state == State.PUBLISHED]
    submitted = [claim for claim in found if claim.state == State.SUBMITTED]
    pending.sort(key=lambda claim: (claim.published_at, claim.pk))
    submitted.sort(key=lambda claim: (claim.submitted_at, claim.pk))
    return [*pending, *submitted]


def how_many_wait(by: User) -> int:
    """How many claims the queue holds; what a person who reviews nothing sees of it is nothing."""
    if not policy.can(by, "publish", StatusUpdate):
        return 0
    return sum(rows_of(model).filter(WAITS).count() for model in reviewed())


def _decide(claim: Claim, by: User, data: Any) -> str:
    act, typed = data.get("act", ""), data.get("seen_version", "")
    seen = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    if act == "return":
        returned = actions.return_(claim=claim, by=by, reason=data.get("reason", ""), seen_version=seen)
        return _("Returned to %(who)s.") % {"who": returned.author or _("its author")}
    if act == "publish":
        published = actions.publish(claim=claim, by=by, seen_version=seen, because=data.get("because", ""))
        return _("Published as %(name)s.") % {"name": published.public_name}
    if act == "check":
        actions.second_check(claim=claim, by=by)
        return _("Checked. The page no longer says that it is pending.")
    raise ValidationError(_("Choose what is to be done."))


def _failure(claim: Claim, request: HttpRequest, error: ValidationError) -> Failure:
    typed = request.POST.get("seen_version", "")
    seen = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    claim.refresh_from_db()
    at = next(iter(error.error_dict), "") if hasattr(error, "error_dict") else NON_FIELD_ERRORS
    return Failure(
        key=key_of(claim),
        said=tuple(error.messages),
        reason=request.POST.get("reason", ""),
        because=request.POST.get("because", ""),
        since=diffs.since(claim, seen) if isinstance(error, actions.Conflict) else (),
        at=at,
    )


def _item(claim: Claim, by: User, known: tuple[str, ...], failure: Failure | None) -> Item:
    is_pending = claim.state == State.PUBLISHED
    compared = compared_with(claim)
    alone = actions.is_alone(claim, by) or (
        is_pending and by.pk in {claim.author_id, claim.changed_by_id, claim.reviewer_id}
    )
    return Item(
        claim=claim,
        key=key_of(claim),
        kind=str(claim._meta.verbose_name),
        line=line_of(claim),
        is_pending=is_pending,
        said=preview(claim),
        compared=compared,
        pairs=diffs.pairs(compared, claim),
        hits=scan.of_claim(claim, known),
        wrote_it=alone,
        may_publish=claim.initiative.is_public and (not alone or (not is_pending and actions.is_urgent(claim))),
        address=address_of(claim),
        failure=failure if failure is not None and failure.key == key_of(claim) else None,
    )


def compared_with(claim: Claim) -> Claim | None:
    """What a claim stands beside in its review: what it replaces, else what holds now where it would stand."""
    if claim.replaces is None and isinstance(claim, StatusUpdate):
        return actions.update_before(claim) if claim.state == State.PUBLISHED else claim.initiative.current_update
    return newest_beside(claim)
