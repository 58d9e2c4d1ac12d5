"""The answers: what there is, the lists of the site, one thing or claim by its public name, and the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from initiatives import parameters
from initiatives.columns import SHEETS
from initiatives.datasets import INITIATIVES, Dataset, Selection
from initiatives.exports.json import record
from initiatives.exports.rows import one_snapshot
from initiatives.moments import dated, end_of
from initiatives.reports.initiatives import retracted
from initiatives.reports.organisations import moved_to
from initiatives.views.conditional import unless_kept
from initiatives.views.errors import in_json

# What a browser is told before a script of another site may ask.
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


class Answer(APIView):
    http_method_names = ["get", "head", "options"]

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        return Response(status=204, headers=PREFLIGHT)

    def kept(self, make: Callable[[], Any], day: dt.date | None) -> HttpResponseBase:
        def made() -> Response:
            with one_snapshot(seconds=None):
                return Response(make())

        answer = unless_kept(self.request._request, made)
        if day is not None:
            answer.headers["X-Robots-Tag"] = "noindex"
        return answer


class Root(Answer):
    """What there is."""

    def get(self, request: Request) -> HttpResponseBase:
        parameters.none(request.query_params)
        from initiatives.api.urls import OFFERED

        with translation.override("en"):
            told = {
                "title": settings.SITE_NAME,
                "licence": settings.LICENCE,
                "contact": settings.CONTACT or None,
                "documentation": absolute(reverse("data")),
                "schema": absolute(reverse("api-schema")),
                "datasets": [
                    {
                        "name": dataset.name,
                        "label": str(dataset.label),
                        "meaning": str(dataset.meaning),
                        "url": absolute(reverse(f"api-{dataset.name}")),
                    }
                    for dataset in OFFERED
                ],
            }
        return Response(told)


class Schema(Answer):
    """This API as OpenAPI 3."""

    def get(self, request: Request) -> HttpResponseBase:
        parameters.none(request.query_params)
        # Read with the first request: making schemas takes modules that no other answer needs.
        from initiatives.api.schema import document

        return Response(document())


class List(Answer):
    dataset: Dataset = INITIATIVES

    def get(self, request: Request) -> HttpResponseBase:
        selection = self.dataset.select(request.query_params)
        return self.kept(lambda: self.page(selection), selection.as_at)

    def page(self, selection: Selection) -> dict[str, Any]:
        sheet, here = SHEETS[self.dataset.name], selection.page
        return {
            "count": selection.count,
            "page": here,
            "pages": selection.page_count,
            "next": self.link(selection, here + 1) if here < selection.page_count else None,
            "previous": self.link(selection, here - 1) if here > 1 else None,
            "as_at": selection.as_at,
            "results": [record(sheet, row) for row in selection.page_records],
        }

    def link(self, selection: Selection, page: int) -> str:
        query = selection.query_string(page=page)
        return absolute(reverse(f"api-{self.dataset.name}")) + (f"?{query}" if query else "")


class Detail(Answer):
    """One row by its public name; `moved` is the name under which it stands now, where that is another one."""

    dataset: Dataset = INITIATIVES
    can_be_retracted: ClassVar[bool] = True

    def get(self, request: Request, **names: str) -> HttpResponseBase:
        (name,) = names.values()
        day = parameters.moment(request.query_params)
        at = end_of(day) if day else None
        found = self.rows(name, at).values_list("pk", flat=True).first()
        if found is None:
            return self.instead(name, day)
        if name != self.canonical(name):
            return self.redirect(self.canonical(name), day)
        sheet, rows = SHEETS[self.dataset.name], self.dataset.few([found], at)
        return self.kept(lambda: record(sheet, next(iter(self.dataset.records(rows, at)))), day)

    def canonical(self, name: str) -> str:
        return name.upper()

    def rows(self, name: str, at: dt.datetime | None) -> QuerySet[Any]:
        raise NotImplementedError

    def instead(self, name: str, day: dt.date | None) -> HttpResponseBase:
        """Of an initiative that was taken back, and of all claims about it, what its page says."""
        notice = retracted("-".join(self.canonical(name).split("-")[:3]))
        if notice is None:
            raise Http404
        after = notice.continued_by
        with translation.override("en"):
            told = {
                "message": f"{notice.reference} was public once, and has been taken back.",
                "reference": notice.reference,
                "reason": str(notice.reason.label),
                "retracted_on": notice.retracted_on.isoformat(),
                "see_instead": absolute(reverse("api-initiatives-one", args=[after.key])) if after else None,
            }
        return in_json([told], 410)

    def redirect(self, name: str, day: dt.date | None) -> HttpResponseBase:
        return HttpResponsePermanentRedirect(dated(reverse(f"api-{self.dataset.name}-one", args=[name]), day))


class InitiativeDetail(Detail):
    def rows(self, name: str, at: dt.datetime | None) -> QuerySet[Any]:
        return self.dataset.start(at).filter(reference=self.canonical(name)).order_by()


class OrganisationDetail(Detail):
    can_be_retracted = False

    def canonical(self, name: str) -> str:
        return name

    def rows(self, name: str, at: dt.datetime | None) -> QuerySet[Any]:
        return self.dataset.start(at).filter(slug=name).order_by()

    def instead(self, name: str, day: dt.date | None) -> HttpResponseBase:
        newer = moved_to(name)
        if newer is None:
            raise Http404
        return self.redirect(newer, day)


class ClaimDetail(Detail):
    """The newest of the claims that bear a name: the one that holds, or else what says that none does."""

    def rows(self, name: str, at: dt.datetime | None) -> QuerySet[Any]:
        rows = self.dataset.start(at)
        reference, _dash, own = self.canonical(name).rpartition("-")
        if own[0] != rows.model.letter:
            return rows.none()
        named = rows.filter(initiative__reference=reference, number=int(own[1:]))
        return named.order_by("-published_at", "-pk")
