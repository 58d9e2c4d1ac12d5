"""What is erased: a claim with every version of it, its edit history, and what other places keep of it."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import caches, editions
from initiatives.actions.base import C, _locked, _require, _require_state, _save
from initiatives.choices import PUBLIC_STATES, RemoveReason, State
from initiatives.models import (
    Claim,
    ImportBatch,
    Source,
    StatusUpdate,
    Subject,
    User,
    claim_models,
    claims_about,
    rows_of,
)
from initiatives.models.base import Versioned
from initiatives.models.words import UPDATES, Index


@transaction.atomic
def remove(*, claim: C, by: User, reason: RemoveReason) -> C:
    """For safety, personal data or law: erase the claim, every version in its chain, and their edit history. At once,
    by one Publisher, not undoable. What remains is that somebody removed the claim, when and why, in the admin.
    """
    removed = _remove(claim, by, reason)
    _leave_no_trace(*([UPDATES] if isinstance(claim, StatusUpdate) else []))
    return removed


def _remove(claim: C, by: User, reason: RemoveReason) -> C:
    claim = _locked(claim)
    _require(by, "remove", claim)
    _require_state(claim, *[state for state in State if state != State.REMOVED])
    model = type(claim)
    chain = rows_of(model).select_for_update(of=("self",)).filter(Q(pk=claim.chain_id()) | Q(root=claim.chain_id()))
    was_public = claim.initiative.is_public and any(link.state in PUBLIC_STATES for link in chain)
    abouts = {link.about for link in chain} - {None}
    for link in chain.exclude(state=State.REMOVED):
        link.initiative = claim.initiative
        _erase(link, by, reason)
    for about in abouts:
        if about is not None and not _is_named(about):
            # Its words may be what put people at risk, and nobody says them any more.
            _empty_subject(about, by)
    if isinstance(claim, StatusUpdate):
        caches.refresh(claim.initiative)
    if was_public:
        editions.count()
    claim.refresh_from_db()
    return claim


def _erase(claim: Claim, by: User, reason: RemoveReason) -> None:
    sources = {claim.source_id, *claim.history.values_list("source_id", flat=True)} - {None}
    claim.erase()
    claim.state, claim.removed_at, claim.removed_by, claim.remove_reason = State.REMOVED, timezone.now(), by, reason
    claim.second_check_pending = False
    claim.history.all().delete()
    _forget_in_log(claim)
    _save(claim, by, "removed")
    for model in claim_models():
        sources -= set(rows_of(model).filter(source__in=sources).values_list("source_id", flat=True))
    Source.objects.filter(pk__in=sources).delete()
    _forget(Source, sources)


def _is_named(about: Subject) -> bool:
    named = (
        rows_of(model).exclude(state=State.REMOVED).filter(Q(**{model.subject: about.pk}))
        for model in claims_about(type(about))
    )
    return any(rows.exists() for rows in named)


def _empty_subject(row: Subject, by: User) -> None:
    """Erase the texts of what removed claims were about, and its history; the row stays, since they do."""
    row.erase()
    _forget(type(row), [row.pk])
    _save(row, by, "removed")


def _forget(model: type[Versioned], pks: Collection[int | None]) -> None:
    """The edit history and the log of rows that are gone."""
    model.history.model.objects.filter(id__in=pks).delete()
    _log_of(model, pks).update(object_repr=_("removed"), change_message="")


def _leave_no_trace(*indexes: Index) -> None:
    """What was erased may stand in other places still: in an import that nobody confirmed, among the words of an index,
    in the database's log.
    """
    ImportBatch.forget_expired()
    for index in indexes:
        index.purge()
    empty_log = getattr(connection, "empty_log", None)  # the engine for SQLite has one
    if empty_log is not None:
        transaction.on_commit(empty_log)


def _delete_with_history(row: models.Model) -> None:
    pk = row.pk
    _forget_in_log(row)
    row.delete()
    # After the row, since deleting it writes a last history row with every text in it.
    row.history.model.objects.filter(id=pk).delete()  # type: ignore[attr-defined]


def _forget_in_log(row: models.Model) -> None:
    _log_of(type(row), [row.pk]).update(object_repr=_("removed"), change_message="")


def _log_of(model: type[models.Model], pks: Collection[int | None]) -> models.QuerySet[LogEntry]:
    content_type = ContentType.objects.get_for_model(model)
    return LogEntry.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in pks])
