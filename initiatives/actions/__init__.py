"""The audited verbs: every write that touches more than one row, or that the public can see, happens here.

Each is keyword-only, takes the person as `by`, runs in one transaction with the initiative's row locked, asks the
policy and returns the object. `PermissionDenied` means the person may not; `Refused` is said to the person as it
stands; `Conflict` means that somebody else saved first.
"""

from initiatives.actions.after import confirm_unchanged, replace, retract
from initiatives.actions.base import Conflict, NeedsReason, Refused, known_source, needs_two_persons, source_at
from initiatives.actions.drafts import POSSIBLE, Then, discard, possible, post_update, save_draft
from initiatives.actions.erasing import remove
from initiatives.actions.indicators import (
    STANDARD_SET,
    RowsRefused,
    enter_figures,
    make_standard_set,
    missing_standards,
)
from initiatives.actions.initiatives import discard_initiative, open_to_public, remove_initiative, retract_initiative
from initiatives.actions.organisations import MergePlan, merge_organisations, plan_merge
from initiatives.actions.oversight import show_point
from initiatives.actions.review import (
    is_alone,
    is_urgent,
    order_key,
    publish,
    return_,
    second_check,
    submit,
    unexpected_moves,
    update_before,
)

__all__ = [
    "POSSIBLE",
    "STANDARD_SET",
    "Conflict",
    "MergePlan",
    "NeedsReason",
    "Refused",
    "RowsRefused",
    "Then",
    "confirm_unchanged",
    "discard",
    "discard_initiative",
    "enter_figures",
    "is_alone",
    "is_urgent",
    "known_source",
    "make_standard_set",
    "merge_organisations",
    "missing_standards",
    "needs_two_persons",
    "open_to_public",
    "order_key",
    "plan_merge",
    "possible",
    "post_update",
    "publish",
    "remove",
    "remove_initiative",
    "replace",
    "retract",
    "retract_initiative",
    "return_",
    "save_draft",
    "second_check",
    "show_point",
    "source_at",
    "submit",
    "unexpected_moves",
    "update_before",
]
