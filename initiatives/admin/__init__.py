"""The editors' admin: stock Django, with the policy, the versions and the audited verbs in every page."""

from initiatives.admin import (
    checks,
    funding,
    imports,
    indicators,
    initiatives,
    milestones,
    organisations,
    oversight,
    places,
    positions,
    sources,
    terms,
    updates,
    users,
)
from initiatives.admin.site import site

__all__ = [
    "checks",
    "funding",
    "imports",
    "indicators",
    "initiatives",
    "milestones",
    "organisations",
    "oversight",
    "places",
    "positions",
    "site",
    "sources",
    "terms",
    "updates",
    "users",
]
