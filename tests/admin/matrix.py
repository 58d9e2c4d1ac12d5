"""What every address of the admin answers: the declaration that the matrix test compares with the truth.

Each line is one page: the answers to GET, then to an empty POST, for the people below, in their order. 404 is "you may
not know of it", 403 "you know of it and may not do this"; a verb that is not possible in the state of its row is
refused in words, with 200. A page that is new here needs a line, and somebody who thinks about each figure in it.
"""

PEOPLE = ("owner", "stranger", "publisher", "administrator")
"""An Editor of the organisation that works on the rows, one of another organisation, and the two other roles."""

OUTSIDERS = ("visitor", "no role", "inactive")
"""They are sent to the login, whatever they ask for."""

FOR_OUTSIDERS = {
    "the site admin/login/": "200 200",
    "the site admin/logout/": "405 200",
}
"""But for these: GET, then POST."""

MATRIX: dict[str, dict[str, str]] = {
    "the site": {
        "admin/seen/": "405 405 405 405 / 302 302 302 302",
        "admin/login/code/": "302 302 302 302 / 302 302 302 302",
        "admin/login/password/": "302 302 302 302 / 302 302 302 302",
        "admin/login/second-factor/": "200 200 200 200 / 200 200 200 200",
        "admin/login/second-factor/codes.txt": "302 302 302 302 / 302 302 302 302",
        "admin/logout/": "405 405 405 405 / 200 200 200 200",
        "admin/": "200 200 200 200 / 200 200 200 200",
        "admin/login/": "302 302 302 302 / 200 200 200 200",
        "admin/password_change/": "200 200 200 200 / 200 200 200 200",
        "admin/password_change/done/": "200 200 200 200 / 405 405 405 405",
        "admin/autocomplete/": "403 403 403 403 / 405 405 405 405",
        "admin/jsi18n/": "200 200 200 200 / 405 405 405 405",
        "admin/^(?P<app_label>initiatives)/$": "200 200 200 200 / 200 200 200 200",
        "admin/(?P<url>.*)$": "404 404 404 404 / 404 404 404 404",
    },
    "crisis": {
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "403 403 403 200 / 403 403 403 200",
        "ID/history/": "200 200 200 200 / 200 200 200 200",
        "ID/delete/": "403 403 403 200 / 403 403 403 200",
        "ID/change/": "200 200 200 200 / 403 403 403 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "importbatch": {
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "200 200 200 403 / 200 200 200 403",
    },
    "importbatch: the owner's": {
        "ID/undo/": "403 404 403 403 / 200 404 200 403",
        "ID/history/": "403 404 403 403 / 403 404 403 403",
        "ID/delete/": "403 404 403 403 / 403 404 403 403",
        "ID/change/": "200 404 403 403 / 200 404 403 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "initiative": {
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "200 200 200 403 / 200 200 200 403",
    },
    "initiative: own draft": {
        "ID/show_point/": "200 404 200 403 / 200 404 200 403",
        "ID/standard_set/": "200 404 200 403 / 302 404 302 403",
        "ID/preview/": "200 404 200 200 / 200 404 200 200",
        "ID/open/": "403 404 200 403 / 403 404 200 403",
        "ID/retract/": "403 404 403 403 / 403 404 200 403",
        "ID/remove/": "403 404 200 403 / 403 404 200 403",
        "ID/history/": "200 404 200 200 / 200 404 200 200",
        "ID/delete/": "200 404 200 403 / 200 404 200 403",
        "ID/change/": "200 404 200 200 / 200 404 200 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "initiative: public": {
        "ID/show_point/": "403 403 200 403 / 403 403 200 403",
        "ID/standard_set/": "403 403 200 403 / 403 403 302 403",
        "ID/preview/": "404 404 404 404 / 404 404 404 404",
        "ID/open/": "403 403 403 403 / 403 403 200 403",
        "ID/retract/": "403 403 200 403 / 403 403 200 403",
        "ID/remove/": "403 403 200 403 / 403 403 200 403",
        "ID/history/": "200 403 200 200 / 200 403 200 200",
        "ID/delete/": "403 403 403 403 / 403 403 403 403",
        "ID/change/": "200 200 200 200 / 403 403 200 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "initiative: removed": {
        "ID/show_point/": "404 404 403 403 / 404 404 403 403",
        "ID/standard_set/": "404 404 403 403 / 404 404 403 403",
        "ID/preview/": "404 404 404 404 / 404 404 404 404",
        "ID/open/": "404 404 403 403 / 404 404 200 403",
        "ID/retract/": "404 404 403 403 / 404 404 200 403",
        "ID/remove/": "404 404 403 403 / 404 404 200 403",
        "ID/history/": "404 404 200 200 / 404 404 200 200",
        "ID/delete/": "404 404 403 403 / 404 404 403 403",
        "ID/change/": "404 404 200 200 / 404 404 403 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "location": {
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "403 403 403 200 / 403 403 403 200",
        "ID/history/": "200 200 200 200 / 200 200 200 200",
        "ID/delete/": "403 403 403 200 / 403 403 403 200",
        "ID/change/": "200 200 200 200 / 403 403 403 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "loginrule": {
        "": "403 403 403 200 / 403 403 403 200",
        "add/": "403 403 403 403 / 403 403 403 403",
        "ID/history/": "404 404 404 200 / 404 404 404 200",
        "ID/delete/": "404 404 404 403 / 404 404 404 403",
        "ID/change/": "404 404 404 200 / 404 404 404 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "organisation": {
        "alike/": "403 403 200 200 / 403 403 200 200",
        "ID/merge/": "403 403 403 200 / 403 403 403 200",
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "403 403 200 200 / 403 403 200 200",
        "ID/history/": "200 200 200 200 / 200 200 200 200",
        "ID/delete/": "403 403 403 200 / 403 403 403 200",
        "ID/change/": "200 200 200 200 / 403 403 200 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "sector": {
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "403 403 403 200 / 403 403 403 200",
        "ID/history/": "200 200 200 200 / 200 200 200 200",
        "ID/delete/": "403 403 403 200 / 403 403 403 200",
        "ID/change/": "200 200 200 200 / 403 403 403 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "source": {
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "200 200 200 403 / 200 200 200 403",
    },
    "source: of a draft": {
        "ID/history/": "403 404 200 403 / 403 404 200 403",
        "ID/delete/": "403 404 403 403 / 403 404 403 403",
        "ID/change/": "200 404 200 200 / 403 404 200 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "source: public": {
        "ID/history/": "403 403 200 403 / 403 403 200 403",
        "ID/delete/": "403 403 403 403 / 403 403 403 403",
        "ID/change/": "200 200 200 200 / 403 403 200 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "statusupdate": {
        "review/": "403 403 200 403 / 403 403 404 403",
        "quick/ID/preview/ (own draft)": "405 404 405 403 / 200 404 200 403",
        "quick/ID/preview/ (public)": "405 403 405 403 / 200 403 200 403",
        "quick/ID/preview/ (removed)": "404 404 403 403 / 404 404 403 403",
        "quick/ID/ (own draft)": "200 404 200 403 / 200 404 200 403",
        "quick/ID/ (public)": "200 403 200 403 / 200 403 200 403",
        "quick/ID/ (removed)": "404 404 403 403 / 404 404 403 403",
        "still/ID/ (own draft)": "200 404 200 403 / 200 404 200 403",
        "still/ID/ (public)": "200 403 200 403 / 200 403 200 403",
        "still/ID/ (removed)": "404 404 403 403 / 404 404 403 403",
        "": "200 200 200 200 / 200 200 200 200",
        "add/": "200 200 200 403 / 200 200 200 403",
    },
    "statusupdate: own draft": {
        "ID/preview/": "200 404 200 200 / 200 404 200 200",
        "ID/submit/": "200 404 200 403 / 200 404 200 403",
        "ID/publish/": "403 404 200 403 / 403 404 200 403",
        "ID/return/": "403 404 403 403 / 403 404 200 403",
        "ID/check/": "403 404 403 403 / 403 404 200 403",
        "ID/replace/": "403 404 403 403 / 200 404 200 403",
        "ID/retract/": "403 404 403 403 / 403 404 200 403",
        "ID/remove/": "403 404 200 403 / 403 404 200 403",
        "ID/history/": "200 404 200 200 / 200 404 200 200",
        "ID/delete/": "200 404 200 403 / 200 404 200 403",
        "ID/change/": "200 404 200 200 / 200 404 200 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "statusupdate: public": {
        "ID/preview/": "404 404 404 404 / 404 404 404 404",
        "ID/submit/": "403 403 403 403 / 200 403 200 200",
        "ID/publish/": "403 403 403 403 / 403 403 200 403",
        "ID/return/": "403 403 403 403 / 403 403 200 403",
        "ID/check/": "403 403 403 403 / 403 403 200 403",
        "ID/replace/": "200 403 200 403 / 200 403 200 403",
        "ID/retract/": "403 403 200 403 / 403 403 200 403",
        "ID/remove/": "403 403 200 403 / 403 403 200 403",
        "ID/history/": "200 403 200 200 / 200 403 200 200",
        "ID/delete/": "403 403 403 403 / 403 403 403 403",
        "ID/change/": "200 200 200 200 / 403 403 403 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "statusupdate: removed": {
        "ID/preview/": "404 404 404 404 / 404 404 404 404",
        "ID/submit/": "404 404 403 403 / 404 404 200 200",
        "ID/publish/": "404 404 403 403 / 404 404 200 403",
        "ID/return/": "404 404 403 403 / 404 404 200 403",
        "ID/check/": "404 404 403 403 / 404 404 200 403",
        "ID/replace/": "404 404 403 403 / 404 404 403 403",
        "ID/retract/": "404 404 403 403 / 404 404 200 403",
        "ID/remove/": "404 404 403 403 / 404 404 200 403",
        "ID/history/": "404 404 200 200 / 404 404 200 200",
        "ID/delete/": "404 404 403 403 / 404 404 403 403",
        "ID/change/": "404 404 200 200 / 404 404 403 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "statusupdate: submitted": {
        "ID/preview/": "200 404 200 200 / 200 404 200 200",
        "ID/submit/": "403 404 403 403 / 200 404 200 200",
        "ID/publish/": "403 404 200 403 / 403 404 200 403",
        "ID/return/": "403 404 200 403 / 403 404 200 403",
        "ID/check/": "403 404 403 403 / 403 404 200 403",
        "ID/replace/": "403 404 403 403 / 200 404 200 403",
        "ID/retract/": "403 404 403 403 / 403 404 200 403",
        "ID/remove/": "403 404 200 403 / 403 404 200 403",
        "ID/history/": "200 404 200 200 / 200 404 200 200",
        "ID/delete/": "403 404 403 403 / 403 404 403 403",
        "ID/change/": "200 404 200 200 / 403 404 403 403",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
    "user": {
        "": "403 403 403 200 / 403 403 403 200",
        "add/": "403 403 403 200 / 403 403 403 200",
    },
    "user: another": {
        "ID/reset_password/": "404 404 404 200 / 404 404 404 200",
        "ID/reset_second_factor/": "404 404 404 200 / 404 404 404 200",
        "ID/history/": "404 404 404 403 / 404 404 404 403",
        "ID/delete/": "404 404 404 403 / 404 404 404 403",
        "ID/change/": "404 404 404 200 / 404 404 404 200",
        "ID/": "302 302 302 302 / 302 302 302 302",
    },
}

# One base serves the claims of every kind, so they are answered as status updates are. Every address of each is asked
# about a draft; those of figures about claims in every state.
for _kind in ("observation", "target", "adherence", "position", "milestone", "budget", "transaction", "finding"):
    MATRIX[_kind] = {page: MATRIX["statusupdate"][page] for page in ("", "add/")}
    MATRIX[f"{_kind}: own draft"] = MATRIX["statusupdate: own draft"]
for _state in ("public", "submitted"):
    MATRIX[f"observation: {_state}"] = MATRIX[f"statusupdate: {_state}"]
# The update was removed with its initiative, the figure alone: who contributes to what is still there is told in words.
MATRIX["observation: removed"] = MATRIX["statusupdate: removed"] | {
    "ID/replace/": "404 404 403 403 / 404 404 200 403",
}
MATRIX["observation"] |= {
    "enter/ID/ (own draft)": "200 404 200 403 / 200 404 200 403",
    "enter/ID/ (public)": "200 403 200 403 / 200 403 200 403",
    "enter/ID/ (removed)": "404 404 403 403 / 404 404 403 403",
}
