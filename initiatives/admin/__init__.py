"""The editors' admin: stock Django, with the policy, the versions and the audited verbs in every page."""

from initiatives.admin import checks, imports, initiatives, organisations, places, sources, updates, users
from initiatives.admin.site import site

__all__ = ["checks", "imports", "initiatives", "organisations", "places", "site", "sources", "updates", "users"]
