"""The rules between claims that no constraint can hold, for `verify` and `loaddata`."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from initiatives.choices import PUBLIC_STATES, State
from initiatives.models import Claim, Initiative, claim_models


def _rules(newer: Exists, then: Exists) -> tuple[tuple[str, Q], ...]:
    """What is wrong with a claim, in words, and the claims of which it is true.

    A chain is a root and the claims that name it as theirs; each but the root replaces one before it. `newer` holds
    where a claim that replaces this one has come out, `then` where it did so at the moment that this one carries.
    """
    is_out, is_root = Q(published_at__isnull=False), Q(root__isnull=True)
    is_public = Q(state__in=PUBLIC_STATES)
    replaces, was_replaced = Q(replaces__isnull=False), Q(state=State.REPLACED)
    same_chain = Q(root=F("replaces__root")) | Q(replaces__root__isnull=True, root=F("replaces"))
    unsigned = Q(author__isnull=True) | Q(reviewer__isnull=True)
    return (
        ("its number is not the one of its chain", is_out & ~is_root & ~Q(number=F("root__number"))),
        (
            "its first publication is not the one of its chain",
            is_out & ~is_root & ~Q(first_published_at=F("root__published_at")),
        ),
        ("its first publication is not its own", is_out & is_root & ~Q(first_published_at=F("published_at"))),
        ("it came out before the claim that it replaces", is_out & Q(published_at__lt=F("replaces__published_at"))),
        ("it replaces a claim of another chain", replaces & ~same_chain),
        ("it replaces a claim of another initiative", replaces & ~Q(initiative=F("replaces__initiative"))),
        ("it is replaced, and no newer claim came out", was_replaced & ~Q(newer)),
        (
            "it was replaced at another moment than the newer claim came out",
            Q(state=State.REPLACED) & Q(newer) & ~Q(then),
        ),
        ("it holds, although a newer claim came out", Q(state=State.PUBLISHED) & Q(newer)),
        ("it is public, and its initiative has no reference", is_public & Q(initiative__reference__isnull=True)),
        (
            "it is public without an author and a reviewer, which only sample data may be",
            is_public & unsigned & Q(initiative__crisis__is_sample=False),
        ),
    )


def broken(initiatives: list[Initiative] | None = None) -> Iterator[tuple[Claim, str]]:
    """Each claim that breaks a rule, with the rule in words; of all initiatives, or of these."""
    for model in claim_models():
        newer = Exists(model._default_manager.filter(Q(replaces=OuterRef("pk"), published_at__isnull=False)))
        rows = model._default_manager.all()
        then = Exists(rows.filter(Q(replaces=OuterRef("pk"), published_at=OuterRef("replaced_at"))))
        for words, rule in _rules(newer, then):
            claims = model._default_manager.filter(rule).select_related("initiative")
            if initiatives is not None:
                claims = claims.filter(Q(initiative__in=initiatives))
            for claim in claims.order_by("initiative_id", "number", "pk"):
                yield claim, words
