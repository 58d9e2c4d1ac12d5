"""Each dataset's columns once: every file, the dictionary on /data/ and docs/exports.md are made from these lines."""

from initiatives.columns.base import (
    TYPE_LABELS,
    Block,
    Column,
    Made,
    Row,
    Sheet,
    Type,
    Value,
    coded,
    codes,
    labelled,
    plain,
)
from initiatives.columns.changes import CHANGES
from initiatives.columns.funding import BUDGETS, TRANSACTIONS
from initiatives.columns.indicators import OBSERVATIONS, TARGETS
from initiatives.columns.initiatives import INITIATIVES
from initiatives.columns.milestones import MILESTONES
from initiatives.columns.organisations import ORGANISATIONS
from initiatives.columns.oversight import FINDINGS
from initiatives.columns.positions import POSITIONS
from initiatives.columns.terms import ADHERENCE
from initiatives.columns.updates import UPDATES

SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        INITIATIVES,
        UPDATES,
        ORGANISATIONS,
        OBSERVATIONS,
        TARGETS,
        POSITIONS,
        ADHERENCE,
        MILESTONES,
        BUDGETS,
        TRANSACTIONS,
        FINDINGS,
        CHANGES,
    )
}

__all__ = [
    "ADHERENCE",
    "BUDGETS",
    "CHANGES",
    "FINDINGS",
    "INITIATIVES",
    "MILESTONES",
    "OBSERVATIONS",
    "ORGANISATIONS",
    "POSITIONS",
    "SHEETS",
    "TARGETS",
    "TRANSACTIONS",
    "TYPE_LABELS",
    "UPDATES",
    "Block",
    "Column",
    "Made",
    "Row",
    "Sheet",
    "Type",
    "Value",
    "coded",
    "codes",
    "dictionary",
    "labelled",
    "plain",
]


def dictionary() -> tuple[Sheet, ...]:
    """Every dataset with its columns, in the order of the site."""
    return tuple(SHEETS.values())
