"""An initiative as an `iati-activity`: one function for each element, in the order of the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from xml.etree.ElementTree import Comment, Element

from django.utils import timezone

from initiatives import kinds
from initiatives.choices import Confidence, DocumentCategory, PlaceKind, PlaceLevel, PlaceRole, Role, Status
from initiatives.columns import Row
from initiatives.columns.base import initiative_url
from initiatives.exports.iati import money, results
from initiatives.exports.iati.reading import Details
from initiatives.exports.iati.xml import ENGLISH, LANGUAGE, document, element, narrative, organisation, told
from initiatives.models import Location, Participation
from initiatives.models.funding import DOLLAR
from initiatives.moments import day_of
from initiatives.text import figure

# Of the code list OrganisationRole. A party to a conflict has no part in the work, unless it leads.
ROLES: Mapping[str, str] = {
    Role.FUNDING: "1",
    Role.ACCOUNTABLE: "2",
    Role.MONITOR: "2",
    Role.GUARANTOR: "2",
    Role.EXTENDING: "3",
    Role.IMPLEMENTING: "4",
    Role.MEDIATOR: "4",
}
ROLE_OF_A_LEAD = "2"
# Of DescriptionType, ActivityDateType, RelatedActivityType, ContactType and HumanitarianScopeType.
GENERAL, OBJECTIVES, OTHER = "1", "2", "4"
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
PARENT, CHILD = "1", "2"
GENERAL_ENQUIRIES = "1"
EMERGENCY, GLIDE = "1", "1-2"
# Of SectorVocabulary, and the purpose of what has none.
DAC, CLUSTERS = "1", "10"
NOT_SPECIFIED = "99810"
# Of GeographicLocationReach, GeographicExactness and GeographicLocationClass.
REACH: Mapping[str, str] = {PlaceRole.BENEFICIARIES: "2"}
REACH_OF_WORK = "1"
EXACT, APPROXIMATE = "1", "2"
ADMINISTRATIVE, STRUCTURE = "1", "3"
SAMPLE = "Sample data: it stands for nothing that was reported."
WGS_84 = "http://www.opengis.net/def/crs/EPSG/0/4326"


@dataclass(frozen=True)
class Publisher:
    """Who runs the site; `changed_at` is when anything public last changed by the end of the day that is read, empty
    before the first change.
    """

    identifier: str
    name: str
    type: str
    contact: str
    changed_at: str


@dataclass(frozen=True)
class Activity:
    """An initiative as `exports.rows` reads it, and what hangs on it and on the others of its part of the file."""

    row: Row
    details: Details
    publisher: Publisher
    at: dt.datetime | None

    @property
    def pk(self) -> int:
        return int(self.row["pk"])

    @property
    def language(self) -> str:
        return str(self.row["language"])

    def identifier_of(self, reference: str) -> str:
        return f"{self.publisher.identifier}-{reference}"


Elements = Iterator[Element]


def made(about: Activity) -> Element:
    """The whole activity. Everything it says in words of ours is English, whatever its own language."""
    row = about.row
    attributes = {
        LANGUAGE: about.language,
        "default-currency": DOLLAR,
        "humanitarian": "1",
        # A route is a part of its corridor.
        "hierarchy": "2" if about.details.parents.get(about.pk) else "1",
        # When the one activity last changed cannot be told: what was retracted or removed leaves no mark in the file.
        "last-updated-datetime": about.publisher.changed_at,
    }
    activity = element("iati-activity", attributes, chain.from_iterable(part(about) for part in ELEMENTS))
    if row["crisis__is_sample"]:
        activity.insert(0, Comment(f" {SAMPLE} "))
    return activity


def identifier(about: Activity) -> Elements:
    yield element("iati-identifier", text=about.identifier_of(about.row["reference"]))


def reporting_org(about: Activity) -> Elements:
    """A secondary reporter, so that nobody's money counts twice."""
    publisher = about.publisher
    attributes = {"ref": publisher.identifier, "type": publisher.type, "secondary-reporter": "1"}
    yield element("reporting-org", attributes, [narrative(publisher.name)])


def title(about: Activity) -> Elements:
    yield told("title", about.row["title"], about.language)


def description(about: Activity) -> Elements:
    """What it is, what it is meant to achieve, and what a reader must know of the rest."""
    row = about.row
    yield told("description", row["summary"] or row["title"], about.language, type=GENERAL)
    if row["anticipated_results"]:
        yield told("description", row["anticipated_results"], about.language, type=OBJECTIVES)
    for note in _notes(about):
        yield told("description", note, ENGLISH, type=OTHER)


def _notes(about: Activity) -> Iterator[str]:
    row = about.row
    if row["crisis__is_sample"]:
        yield SAMPLE
    if about.at is not None:
        yield f"As published by the end of {day_of(about.at).isoformat()}. Things are shown as they are today."
    if row["dispute"]:
        yield row["dispute"]
    elif row["told_confidence"] == Confidence.DISPUTED:
        yield "The newest update marks its status as disputed."
    if row["status"] is None:
        yield "No status has been reported yet. The standard asks for one: the code of Planned stands for none."
    yield from money.about_budgets(row["reference"], about.details.budgets.get(about.pk, ()))


def participating_org(about: Activity) -> Elements:
    seen = set()
    for part in about.details.participations.get(about.pk, ()):
        key = (part.shown_name, part.organisation_id, _role(part))
        if key[-1] and key not in seen:
            seen.add(key)
            yield organisation("participating-org", part.organisation, part.shown_name, role=_role(part))
    if not seen:
        attributes = {"role": ROLE_OF_A_LEAD}
        yield element("participating-org", attributes, [narrative("No organisation is named", ENGLISH)])


def _role(part: Participation) -> str:
    return ROLES.get(part.role, ROLE_OF_A_LEAD if part.is_lead else "")


def activity_status(about: Activity) -> Elements:
    yield element("activity-status", {"code": about.row["status"] or Status.PLANNED.value})


def activity_date(about: Activity) -> Elements:
    row = about.row
    days = {
        PLANNED_START: row["planned_start"],
        ACTUAL_START: row["actual_start"],
        PLANNED_END: row["planned_end"],
        ACTUAL_END: row["actual_end"],
    }
    if not (days[PLANNED_START] or days[ACTUAL_START]):
        # The standard asks for a start; this is not later than an end that is known.
        known = [timezone.localdate(row["opened_at"]), *filter(None, days.values())]
        attributes = {"type": PLANNED_START, "iso-date": min(known).isoformat()}
        why = "No start is known. This is the earliest day that the tracker knows of."
        yield element("activity-date", attributes, [narrative(why, ENGLISH)])
    for kind, day in days.items():
        if day:
            yield element("activity-date", {"type": kind, "iso-date": day.isoformat()})


def contact_info(about: Activity) -> Elements:
    contact = about.publisher.contact
    if contact:
        way = element("website" if contact.startswith("https://") else "email", text=contact)
        yield element("contact-info", {"type": GENERAL_ENQUIRIES}, [told("organisation", about.publisher.name), way])


def recipient_country(about: Activity) -> Elements:
    yield element("recipient-country", {"code": about.row["crisis__country"], "percentage": "100"})


def location(about: Activity) -> Elements:
    """Places as the public reads them: a sensitive one is the area around it, or nowhere."""
    found: dict[tuple[str, str], Location] = {}
    for place in about.details.places.get(about.pk, ()):
        shown = place.location.shown_as()
        if shown is not None:
            found[shown.slug, REACH.get(place.role, REACH_OF_WORK)] = shown
    for (_slug, reach), shown in sorted(found.items()):
        yield element("location", {"ref": shown.slug}, _location(shown, reach))


def _location(place: Location, reach: str) -> Elements:
    yield element("location-reach", {"code": reach})
    yield told("name", place.name)
    # The standard has no vocabulary for either code.
    codes = {"ISO 3166-2": place.iso3166_2, "P-code": place.pcode}
    if named := ", ".join(f"{name} {code}" for name, code in codes.items() if code):
        yield told("description", named, ENGLISH)
    if place.latitude is not None and place.longitude is not None:
        pos = element("pos", text=f"{figure(place.latitude)} {figure(place.longitude)}")
        yield element("point", {"srsName": WGS_84}, [pos])
        yield element("exactness", {"code": EXACT if place.level == PlaceLevel.SITE else APPROXIMATE})
    if place.kind != PlaceKind.AREA:
        yield element("location-class", {"code": STRUCTURE})
    elif place.level != PlaceLevel.SITE:
        yield element("location-class", {"code": ADMINISTRATIVE})


def sector(about: Activity) -> Elements:
    """The purpose of its kind, and its clusters in equal shares: what it gives to each of them nobody says."""
    purpose = kinds.BY_CODE[about.row["kind"]].dac_code or NOT_SPECIFIED
    yield element("sector", {"vocabulary": DAC, "code": purpose, "percentage": "100"})
    clusters = [each for each in about.details.sectors.get(about.pk, ()) if each.iasc_id]
    for cluster, share in zip(clusters, shares(len(clusters)), strict=True):
        attributes = {"vocabulary": CLUSTERS, "code": str(cluster.iasc_id), "percentage": share}
        yield element("sector", attributes, [narrative(cluster.name, ENGLISH)])


def shares(count: int) -> list[str]:
    """So many equal percentages of two decimals, which sum to exactly 100: the first take what is left over."""
    whole, left = divmod(10_000, count) if count else (0, 0)
    hundredths = [whole + (place < left) for place in range(count)]
    return [f"{each // 100}.{each % 100:02}" for each in hundredths]


def humanitarian_scope(about: Activity) -> Elements:
    if code := about.row["crisis__glide"]:
        attributes = {"type": EMERGENCY, "vocabulary": GLIDE, "code": code}
        yield element("humanitarian-scope", attributes, [narrative(about.row["crisis__name"])])


def budget(about: Activity) -> Elements:
    return money.budgets(about.details.budgets.get(about.pk, ()))


def transaction(about: Activity) -> Elements:
    return money.transactions(about.row["reference"], about.details.transactions.get(about.pk, ()))


def document_link(about: Activity) -> Elements:
    for row in about.details.documents.get(about.pk, ()):
        yield document(row.url, row.category, row.title, row.language, published_on=row.published_on)
    page = f"Its page in {about.publisher.name}"
    yield document(initiative_url(about.row["reference"]), DocumentCategory.WEB_PAGE.value, page, ENGLISH)


def related_activity(about: Activity) -> Elements:
    """What it is a part of, and its parts. For the other relations the standard has no word."""
    for kind, related in ((PARENT, about.details.parents), (CHILD, about.details.children)):
        for reference in related.get(about.pk, ()):
            yield element("related-activity", {"ref": about.identifier_of(reference), "type": kind})


def result(about: Activity) -> Elements:
    observations = about.details.observations.get(about.pk, ())
    targets = about.details.targets.get(about.pk, ())
    return results.results(observations, targets, about.row["planned_end"], about.at)


ELEMENTS: tuple[Callable[[Activity], Elements], ...] = (
    identifier,
    reporting_org,
    title,
    description,
    participating_org,
    activity_status,
    activity_date,
    contact_info,
    recipient_country,
    location,
    sector,
    humanitarian_scope,
    budget,
    transaction,
    document_link,
    related_activity,
    result,
)
