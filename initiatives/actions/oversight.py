"""Points to check: which of them a page shows is for people to decide, each one by one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives import editions
from initiatives.actions.base import Conflict, _locked_initiative, _require, _save
from initiatives.choices import Point
from initiatives.models import Initiative, ShownPoint, User


@transaction.atomic
def show_point(*, initiative: Initiative, code: Point, by: User) -> ShownPoint:
    """Show a point on the page, for as long as its rule holds."""
    initiative = _locked_initiative(initiative.pk)
    _require(by, "add", ShownPoint(initiative=initiative))
    if ShownPoint.objects.filter(initiative=initiative, code=code).exists():
        raise Conflict(_("This point is shown already."))
    point = ShownPoint(initiative=initiative, code=code)
    point.full_clean()
    _save(point, by, "")
    # Its version covers what hangs on it: a form that was opened before knows nothing of the point.
    _save(initiative, by, "point shown")
    if editions.is_seen(point):
        editions.count()
    return point
