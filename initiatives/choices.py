"""Every code list of the tracker; where a standard has a code, the code itself is stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where an initiative stands: the IATI 2.03 code list ActivityStatus."""

    PLANNED = "1", _("Planned")
    ACTIVE = "2", _("Active")
    COMPLETING = "3", _("Completing")
    COMPLETED = "4", _("Completed")
    CANCELLED = "5", _("Cancelled")
    SUSPENDED = "6", _("Suspended")


# Moves that need no explanation. The first status and the same status are always allowed.
EXPECTED_MOVES: dict[str, frozenset[str]] = {
    Status.PLANNED: frozenset({Status.ACTIVE, Status.CANCELLED, Status.SUSPENDED}),
    Status.ACTIVE: frozenset({Status.COMPLETING, Status.COMPLETED, Status.CANCELLED, Status.SUSPENDED}),
    Status.COMPLETING: frozenset({Status.ACTIVE, Status.COMPLETED, Status.CANCELLED, Status.SUSPENDED}),
    Status.COMPLETED: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.SUSPENDED: frozenset({Status.PLANNED, Status.ACTIVE, Status.COMPLETING, Status.COMPLETED, Status.CANCELLED}),
}
ENDED: frozenset[str] = frozenset({Status.COMPLETED, Status.CANCELLED})
URGENT: frozenset[str] = frozenset({Status.SUSPENDED, Status.CANCELLED})


class Rating(models.TextChoices):
    """How an initiative is going, beside where it stands."""

    ON_TRACK = "on_track", _("On track")
    CONSTRAINED = "constrained", _("Constrained")
    NO_PROGRESS = "no_progress", _("No progress")
    MET = "met", _("Met")
    NO_RATING = "no_rating", _("No rating")


# A rating is lower than another when both stand here and its figure is smaller.
RATING_ORDER: dict[str, int] = {Rating.NO_PROGRESS: 1, Rating.CONSTRAINED: 2, Rating.ON_TRACK: 3, Rating.MET: 4}


class Confidence(models.TextChoices):
    REPORTED = "reported", _("Reported")
    VERIFIED = "verified", _("Verified")
    DISPUTED = "disputed", _("Disputed")


class State(models.TextChoices):
    """Where a claim is in its review."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    RETURNED = "returned", _("Returned")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced")
    RETRACTED = "retracted", _("Retracted")
    REMOVED = "removed", _("Removed")


PUBLIC_STATES = (State.PUBLISHED, State.REPLACED, State.RETRACTED)
EDITABLE_STATES = (State.DRAFT, State.RETURNED)
UNPUBLISHED_STATES = (State.DRAFT, State.SUBMITTED, State.RETURNED)


class ReplaceKind(models.TextChoices):
    """Why a claim replaces another; the label is what the public page says."""

    OUR_ERROR = "our_error", _("Corrected")
    SOURCE_REVISED = "source_revised", _("Revised by the source")
    FOLLOW_UP = "follow_up", _("Updated")


class RetractReason(models.TextChoices):
    """The public reasons for taking a claim or an initiative back."""

    ERROR = "error", _("It was wrong")
    DUPLICATE = "duplicate", _("It said the same as another one")
    SOURCE_RETRACTED = "source_retracted", _("Its source took it back")


class RemoveReason(models.TextChoices):
    """Why something was removed; seen in the admin only."""

    SAFETY = "safety", _("It put people at risk")
    PERSONAL_DATA = "personal_data", _("It held personal data")
    LAW = "law", _("The law asked for it")


class Visibility(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLIC = "public", _("Public")
    RETRACTED = "retracted", _("Retracted")
    REMOVED = "removed", _("Removed")


class Freshness(models.TextChoices):
    """How old the news is against the initiative's own rhythm; figures are HDX's."""

    UP_TO_DATE = "up_to_date", _("Up to date")
    DUE = "due", _("Update due")
    LATE = "late", _("Update late")
    SILENT = "silent", _("No news for a long time")


class UpdateFrequency(models.IntegerChoices):
    """Days between two updates, as an initiative promises them."""

    DAILY = 1, _("Every day")
    WEEKLY = 7, _("Every week")
    FORTNIGHTLY = 14, _("Every two weeks")
    MONTHLY = 30, _("Every month")
    QUARTERLY = 90, _("Every three months")
    HALF_YEARLY = 180, _("Every six months")
    YEARLY = 365, _("Every year")


# Days past the promised rhythm until an update is late, and until an initiative is silent (HDX).
FRESHNESS_DAYS: dict[int, tuple[int, int]] = {
    1: (1, 2),
    7: (7, 14),
    14: (7, 14),
    30: (14, 30),
    90: (30, 60),
    180: (30, 60),
    365: (60, 90),
}


class OrganisationType(models.TextChoices):
    """The IATI 2.03 code list OrganisationType."""

    GOVERNMENT = "10", _("Government")
    LOCAL_GOVERNMENT = "11", _("Local Government")
    OTHER_PUBLIC_SECTOR = "15", _("Other Public Sector")
    INTERNATIONAL_NGO = "21", _("International NGO")
    NATIONAL_NGO = "22", _("National NGO")
    REGIONAL_NGO = "23", _("Regional NGO")
    PARTNER_COUNTRY_NGO = "24", _("Partner Country based NGO")
    PUBLIC_PRIVATE = "30", _("Public Private Partnership")
    MULTILATERAL = "40", _("Multilateral")
    FOUNDATION = "60", _("Foundation")
    PRIVATE_SECTOR = "70", _("Private Sector")
    ACADEMIC = "80", _("Academic, Training and Research")
    OTHER = "90", _("Other")


class Role(models.TextChoices):
    """What an organisation does in an initiative: IATI OrganisationRole, and the roles of talks."""

    FUNDING = "1", _("Funding")
    ACCOUNTABLE = "2", _("Accountable")
    EXTENDING = "3", _("Extending")
    IMPLEMENTING = "4", _("Implementing")
    MEDIATOR = "mediator", _("Mediator")
    GUARANTOR = "guarantor", _("Guarantor")
    MONITOR = "monitor", _("Monitor")
    PARTY = "party", _("Party to the conflict")


class May(models.TextChoices):
    """What the editors of an assigned organisation may do."""

    CONTRIBUTE = "contribute", _("Post updates")
    EDIT = "edit", _("Post updates and edit the draft")


class PlaceLevel(models.TextChoices):
    COUNTRY = "country", _("Country")
    ADM1 = "adm1", _("Region")
    ADM2 = "adm2", _("District")
    SITE = "site", _("Site")


class PlaceKind(models.TextChoices):
    AREA = "area", _("Area")
    CROSSING = "crossing", _("Crossing")
    PORT = "port", _("Port")
    HUB = "hub", _("Hub")


class PlaceRole(models.TextChoices):
    """What a place is to an initiative."""

    ACTIVITY = "activity", _("Where the work is done")
    BENEFICIARIES = "beneficiaries", _("Where the people reached are")
    ORIGIN = "origin", _("Origin")
    CROSSING = "crossing", _("Crossing")
    DESTINATION = "destination", _("Destination")


class RelationKind(models.TextChoices):
    PART_OF = "part_of", _("Part of")
    CONTINUES = "continues", _("Continues")
    DEPENDS_ON = "depends_on", _("Depends on")
    RELATED = "related", pgettext_lazy("relation between initiatives", "Related to")


class DocumentCategory(models.TextChoices):
    """The A list of the IATI 2.03 code list DocumentCategory."""

    PRE_AND_POST_IMPACT = "A01", _("Pre- and post-project impact appraisal")
    OBJECTIVES = "A02", _("Objectives, purpose of activity")
    BENEFICIARIES = "A03", _("Intended ultimate beneficiaries")
    CONDITIONS = "A04", _("Conditions")
    BUDGET = "A05", _("Budget")
    CONTRACT = "A06", _("Summary information about contract")
    EVALUATION = "A07", _("Review of project performance and evaluation")
    RESULTS = "A08", _("Results, outcomes and outputs")
    AGREEMENT = "A09", _("Memorandum of understanding")
    TENDER = "A10", _("Tender")
    CONTRACT_AWARD = "A11", _("Contract")
    WEB_PAGE = "A12", _("Activity web page")


class UserRole(models.TextChoices):
    """The three roles; each is the name of a group, and the groups hold no Django permissions."""

    EDITOR = "Editor", _("Editor")
    PUBLISHER = "Publisher", _("Publisher")
    ADMINISTRATOR = "Administrator", _("Administrator")


class LoginAct(models.TextChoices):
    """What is written down about how somebody comes in."""

    PASSWORD_RESET = "password_reset", _("one-time password made")
    PASSWORD_CHOSEN = "password_chosen", _("new password chosen")
    FACTOR_SET_UP = "factor_set_up", _("second factor set up")
    FACTOR_RESET = "factor_reset", _("second factor reset")
    FACTOR_TURNED_OFF = "factor_turned_off", _("second factor turned off")
    CODES_MADE = "codes_made", _("new recovery codes made")
    CODE_USED = "code_used", _("recovery code used")
    DEACTIVATED = "deactivated", _("deactivated")
    ACTIVATED = "activated", _("activated")
    ROLES_CHANGED = "roles_changed", _("roles changed")


class Measure(models.TextChoices):
    """The part of the IATI 2.03 code list IndicatorMeasure that the tracker uses."""

    UNIT = "1", _("Unit")
    PERCENTAGE = "2", _("Percentage")
    QUALITATIVE = "5", _("Qualitative")


class ResultType(models.TextChoices):
    """The first three of the IATI 2.03 code list ResultType."""

    OUTPUT = "1", _("Output")
    OUTCOME = "2", _("Outcome")
    IMPACT = "3", _("Impact")


class Category(models.TextChoices):
    """What is counted."""

    ALL = "all", _("All supplies")
    MEDICAL = "medical", _("Medical equipment")
    FOOD = "food", _("Food")
    WATER = "water", _("Clean water")
    SHELTER = "shelter", _("Shelter")
    FUEL = "fuel", _("Fuel")
    OTHER = "other", pgettext_lazy("a category of figures", "Other")


class Stage(models.TextChoices):
    """How far a movement or a cargo has come; the movement stages are those of OCHA's access reports."""

    PLANNED = "planned", pgettext_lazy("a stage", "Planned")
    FACILITATED = "facilitated", _("Facilitated")
    PARTLY_FACILITATED = "partly_facilitated", _("Partly facilitated")
    IMPEDED = "impeded", _("Impeded")
    DENIED = "denied", _("Denied")
    POSTPONED = "postponed", pgettext_lazy("a stage", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("a stage", "Cancelled")
    MANIFESTED = "manifested", _("Manifested")
    CLEARED = "cleared", _("Cleared")
    OFFLOADED = "offloaded", _("Offloaded")
    COLLECTED = "collected", _("Collected")
    INTERCEPTED = "intercepted", _("Intercepted")
    ARRIVED = "arrived", _("Arrived")


# Movements were planned, and each then ended in one of the other ways; cargo goes from stage to stage.
MOVEMENT_STAGES: tuple[str, ...] = (
    Stage.PLANNED,
    Stage.FACILITATED,
    Stage.PARTLY_FACILITATED,
    Stage.IMPEDED,
    Stage.DENIED,
    Stage.POSTPONED,
    Stage.CANCELLED,
)
CARGO_STAGES: tuple[str, ...] = (
    Stage.MANIFESTED,
    Stage.CLEARED,
    Stage.OFFLOADED,
    Stage.COLLECTED,
    Stage.INTERCEPTED,
    Stage.ARRIVED,
)


class Aggregation(models.TextChoices):
    """How the figures of several periods become one."""

    SUM = "sum", _("They add up")
    MAX = "max", _("The highest counts")
    LATEST = "latest", _("The latest counts")


class Basis(models.TextChoices):
    """What a target is measured by."""

    PER_DAY = "per_day", _("a day")
    PER_WEEK = "per_week", _("a week")
    PER_MONTH = "per_month", _("a month")
    TOTAL = "total", _("in all")


class TermKind(models.TextChoices):
    CESSATION = "cessation", _("Cessation of hostilities")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    DETAINEES = "detainees", _("Hostages and detainees")
    HUMANITARIAN_ACCESS = "humanitarian_access", _("Humanitarian access")
    CROSSINGS = "crossings", _("Crossings")
    MONITORING = "monitoring", _("Monitoring")
    GOVERNANCE = "governance", _("Governance and security")
    RECONSTRUCTION = "reconstruction", _("Reconstruction")


class Agreement(models.TextChoices):
    """Whether a term binds."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    IN_FORCE = "in_force", _("In force")
    LAPSED = "lapsed", _("Lapsed")
    REJECTED = "rejected", _("Rejected")


class Score(models.IntegerChoices):
    """How far a term in force is carried out: the scale of the Peace Accords Matrix."""

    NOT_INITIATED = 0, _("Not initiated")
    MINIMAL = 1, _("Minimal")
    INTERMEDIATE = 2, _("Intermediate")
    FULL = 3, _("Full")


class Breach(models.TextChoices):
    """What the assessor says of a breach."""

    NONE = "none", _("No breach")
    ALLEGED = "alleged", _("Breach alleged")
    DENIED = "denied", _("Breach denied")
    CONFIRMED = "confirmed", _("Breach confirmed")
    NOT_ESTABLISHED = "not_established", _("Breach not established")


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("Supports")
    CONDITIONAL = "conditional", _("Supports on conditions")
    OPPOSES = "opposes", _("Opposes")


class MilestoneKind(models.TextChoices):
    ROUND = "round", _("Round of talks")
    DEADLINE = "deadline", _("Deadline")
    VOTE = "vote", _("Vote")
    REVIEW = "review", _("Review")
    REPORT = "report", _("Report due")


class MilestoneState(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    POSTPONED = "postponed", pgettext_lazy("a milestone", "Postponed")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", pgettext_lazy("a milestone", "Cancelled")


class BudgetType(models.TextChoices):
    """The IATI 2.03 code list BudgetType."""

    ORIGINAL = "1", pgettext_lazy("a budget", "Original")
    REVISED = "2", pgettext_lazy("a budget", "Revised")


class TransactionType(models.TextChoices):
    """The part of the IATI 2.03 code list TransactionType that the tracker uses."""

    PLEDGE = "13", _("Pledge")
    COMMITMENT = "11", _("Commitment")
    RECEIVED = "1", _("Received")
    DISBURSEMENT = "3", _("Disbursement")
    EXPENDITURE = "4", _("Expenditure")


class NegativeReason(models.TextChoices):
    """Why an amount is below zero."""

    REFUND = "refund", _("Refund")
    DECOMMITMENT = "decommitment", _("De-commitment")


class FindingKind(models.TextChoices):
    AUDIT = "audit", _("Audit")
    INSPECTION = "inspection", _("Inspection")
    SITE_VISIT = "site_visit", _("Site visit")
    COMPLAINT = "complaint", _("Complaint")


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Resolution(models.TextChoices):
    OPEN = "open", pgettext_lazy("a finding", "Open")
    RESPONDED = "responded", _("Responded to")
    RESOLVED = "resolved", _("Resolved")
    NOT_SUBSTANTIATED = "not_substantiated", _("Not substantiated")


class Point(models.TextChoices):
    """Points to check; each label is its whole rule. A reason to look, not a verdict."""

    SPENT_OVER_RECEIVED = "spent_over_received", _("More was spent than was received.")
    SPENT_WHILE_PLANNED = "spent_while_planned", _("Money was spent while the initiative was still planned.")
    END_PASSED = "end_passed", _("The planned end has passed, and it is still active.")
    NO_MONITOR = "no_monitor", _("Nobody is named as monitor of this reconstruction.")
    NO_AUDIT = "no_audit", _("Money was spent, and no audit or inspection is known from the last 12 months.")
    OLD_HIGH_FINDING = "old_high_finding", _("A finding of high severity has been open for more than 90 days.")
    PLEDGE_OUTSTANDING = "pledge_outstanding", _("More than half of a pledge is outstanding after 180 days.")
    BUDGET_GREW = "budget_grew", _("The revised budget is more than 20 % over the original.")
    BEHIND_SPENDING = (
        "behind_spending",
        _("Physical progress is more than 20 points behind the share of the required money that was spent."),
    )


class ReportPart(models.TextChoices):
    """The parts of the monthly report, in their order."""

    STATUSES = "statuses", _("Statuses at the beginning and at the end")
    MOVES = "moves", _("Every move")
    DELIVERIES = "deliveries", _("Deliveries against targets")
    TERMS = "terms", _("Terms due, kept and breached")
    MONEY = "money", _("New money")
    FINDINGS = "findings", pgettext_lazy("a part of the report", "Findings")
    LATE = "late", _("Published late, for an earlier month")
    REVISED = "revised", _("Figures of earlier months that were replaced or retracted")
    SILENT = "silent", _("Who did not report")
    NEXT = "next", _("What comes next")
