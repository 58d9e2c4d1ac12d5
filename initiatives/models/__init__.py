"""The stored nouns; each file is named after one."""

from initiatives.models.claims import Claim, ClaimQuerySet, Source, claim_models, rows_of
from initiatives.models.documents import Document
from initiatives.models.editions import Edition
from initiatives.models.imports import ImportBatch, ImportedRow
from initiatives.models.initiatives import (
    Assignment,
    Initiative,
    InitiativeLocation,
    InitiativeQuerySet,
    Participation,
    Relation,
    Sector,
)
from initiatives.models.organisations import Organisation, OrganisationName
from initiatives.models.places import Crisis, Location
from initiatives.models.updates import StatusUpdate, StatusUpdateQuerySet
from initiatives.models.users import LoginEvent, LoginRule, User

__all__ = [
    "Assignment",
    "Claim",
    "ClaimQuerySet",
    "Crisis",
    "Document",
    "Edition",
    "ImportBatch",
    "ImportedRow",
    "Initiative",
    "InitiativeLocation",
    "InitiativeQuerySet",
    "Location",
    "LoginEvent",
    "LoginRule",
    "Organisation",
    "OrganisationName",
    "Participation",
    "Relation",
    "Sector",
    "Source",
    "StatusUpdate",
    "StatusUpdateQuerySet",
    "User",
    "claim_models",
    "rows_of",
]
