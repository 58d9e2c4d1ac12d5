"""Finds rows by words, the same on both databases: keys are made in Python, so the databases only compare them.

What stands behind these functions may become an index; what they mean stays.
"""

import re

from django.db.models import Exists, OuterRef, Q

from initiatives import text
from initiatives.models import Participation, StatusUpdateQuerySet
from initiatives.models.initiatives import InitiativeQuerySet
from initiatives.models.organisations import OrganisationQuerySet

# Quotes and stops that people type around a word; kept when nothing else is left, so "%" looks for a per cent sign.
_AROUND = re.compile(r"\A[\"'“”„‘’«»(\[.,;:!?]+|[\"'“”„‘’«»)\].,;:!?]+\Z")


def pieces(query: str) -> list[str]:
    """What must occur, each as it stands: the words of the query in the form of the stored keys."""
    words = text.normalise(query).split()
    return list(dict.fromkeys(_AROUND.sub("", word) or word for word in words))


def initiatives(rows: InitiativeQuerySet, query: str) -> InitiativeQuerySet:
    """Initiatives in which every word occurs: in their own text, or in a name of an organisation that takes part."""
    for piece in pieces(query):
        named = Q(organisation__search_key__contains=piece) | Q(organisation__names__name_key__contains=piece)
        takes_part = Participation.objects.public().filter(named, initiative=OuterRef("pk"))
        rows = rows.filter(Q(search_key__contains=piece) | Exists(takes_part))
    return rows


def updates(rows: StatusUpdateQuerySet, query: str) -> StatusUpdateQuerySet:
    """Updates in which every word occurs: in their own text, or in the title or reference of their initiative."""
    for piece in pieces(query):
        own = Q(search_key__contains=piece)
        rows = rows.filter(
            own | Q(initiative__title_key__contains=piece) | Q(initiative__reference__contains=piece.upper())
        )
    return rows


def organisations(rows: OrganisationQuerySet, query: str) -> OrganisationQuerySet:
    """Organisations in which every word occurs: in their name or acronym, or in another name of theirs."""
    for piece in pieces(query):
        other = rows.model.objects.public().filter(pk=OuterRef("pk"), names__name_key__contains=piece)
        rows = rows.filter(Q(search_key__contains=piece) | Exists(other))
    return rows
