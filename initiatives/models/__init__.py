"""The stored nouns; each file is named after one."""

from initiatives.models.claims import (
    Claim,
    ClaimQuerySet,
    Source,
    Subject,
    SubjectQuerySet,
    claim_models,
    claims_about,
    rows_of,
    subject_models,
)
from initiatives.models.documents import Document
from initiatives.models.editions import Edition
from initiatives.models.funding import Budget, Money, Transaction
from initiatives.models.imports import ImportBatch, ImportedRow
from initiatives.models.indicators import Figure, Indicator, Observation, Target
from initiatives.models.initiatives import (
    Assignment,
    Initiative,
    InitiativeLocation,
    InitiativeQuerySet,
    Participation,
    Relation,
    Sector,
)
from initiatives.models.milestones import Milestone
from initiatives.models.organisations import Organisation, OrganisationName
from initiatives.models.oversight import Finding, ShownPoint
from initiatives.models.places import Crisis, Location
from initiatives.models.positions import Issue, Position
from initiatives.models.standings import StandingPeriod
from initiatives.models.terms import Adherence, Term
from initiatives.models.updates import StatusUpdate, StatusUpdateQuerySet
from initiatives.models.users import LoginEvent, LoginRule, User

__all__ = [
    "Adherence",
    "Assignment",
    "Budget",
    "Claim",
    "ClaimQuerySet",
    "Crisis",
    "Document",
    "Edition",
    "Figure",
    "Finding",
    "ImportBatch",
    "ImportedRow",
    "Indicator",
    "Initiative",
    "InitiativeLocation",
    "InitiativeQuerySet",
    "Issue",
    "Location",
    "LoginEvent",
    "LoginRule",
    "Milestone",
    "Money",
    "Observation",
    "Organisation",
    "OrganisationName",
    "Participation",
    "Position",
    "Relation",
    "Sector",
    "ShownPoint",
    "Source",
    "StandingPeriod",
    "StatusUpdate",
    "StatusUpdateQuerySet",
    "Subject",
    "SubjectQuerySet",
    "Target",
    "Term",
    "Transaction",
    "User",
    "claim_models",
    "claims_about",
    "rows_of",
    "subject_models",
]
