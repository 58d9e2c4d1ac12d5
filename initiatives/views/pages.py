"""The overview, the pages about the site itself, and its pulse."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives import choices, columns, kinds, parameters
from initiatives.choices import Rating, Status
from initiatives.datasets import DATASETS, INITIATIVES, LISTS, ORGANISATIONS, UPDATES, Dataset
from initiatives.exports import dictionary
from initiatives.exports.guide import GUIDE, LOG
from initiatives.models import Crisis
from initiatives.models.claims import EARLIEST
from initiatives.moments import day_of
from initiatives.reports.overview import NEWS_IS_LATE, overview
from initiatives.views.downloads import Download, downloads
from initiatives.views.past import as_at

DAYS_OF_NEWS = 7
STATUS_MEANINGS: tuple[tuple[str | None, Promise | str], ...] = (
    (Status.PLANNED, _("Announced or agreed; the work has not begun.")),
    (Status.ACTIVE, _("Under way.")),
    (Status.COMPLETING, _("The work is done; closing it, or its accounts, is not.")),
    (Status.COMPLETED, _("Finished.")),
    (Status.SUSPENDED, _("Stopped for now; it may be taken up again.")),
    (Status.CANCELLED, _("Given up before it was finished.")),
    (None, _("It is tracked, and no source has said yet where it stands.")),
)
RATING_MEANINGS: tuple[tuple[str, Promise | str], ...] = (
    (Rating.ON_TRACK, _("Going as its sources said it would.")),
    (Rating.CONSTRAINED, _("Going on, with obstacles that its sources name.")),
    (Rating.NO_PROGRESS, _("Nothing has moved since the last report.")),
    (Rating.MET, _("What was anticipated has been reached, as its sources see it.")),
)


@dataclass(frozen=True)
class Figure:
    """A number on the overview and the list that it counts."""

    label: str | Promise
    count: int
    url: str


def figure(as_at: dt.date | None, words: Callable[[int], str], dataset: Dataset, page: str, query: str = "") -> Figure:
    # Counted by the very selection that the link opens, so that the two cannot differ.
    query = "&".join(filter(None, [query, f"as_at={as_at}" if as_at else ""]))
    count = dataset.select(QueryDict(query)).count
    return Figure(words(count), count, f"{reverse(page)}?{query}" if query else reverse(page))


def address(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"


@csrf_exempt
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    asked = as_at(request)
    report = overview(asked.at)
    # Lists know no earlier day.
    week_ago = max(day_of(asked.at) - dt.timedelta(days=DAYS_OF_NEWS), EARLIEST)
    late = "&".join(f"freshness={code}" for code in NEWS_IS_LATE)
    figures = (
        figure(
            asked.day,
            lambda n: ngettext("initiative tracked", "initiatives tracked", n),
            INITIATIVES,
            "initiative-list",
        ),
        figure(
            asked.day,
            lambda n: ngettext("update in the last 7 days", "updates in the last 7 days", n),
            UPDATES,
            "update-list",
            f"from={week_ago}",
        ),
        figure(
            asked.day,
            lambda n: ngettext("organisation or group involved", "organisations and groups involved", n),
            ORGANISATIONS,
            "organisation-list",
        ),
        figure(
            asked.day,
            lambda n: ngettext("initiative waiting for news", "initiatives waiting for news", n),
            INITIATIVES,
            "initiative-list",
            late,
        ),
    )
    context = {
        "section": "home",
        "report": report,
        "figures": figures,
        **asked.context(),
        "late_query": late,
        "downloads": [(dataset, downloads(dataset)) for dataset in LISTS],
        "carries_sample": report.carries_sample,
        "canonical": address("home"),
    }
    return render(request, "initiatives/home.html", context)


@dataclass(frozen=True)
class Described:
    """A dataset on the data page; each of its columns with an example, where there is one."""

    dataset: Dataset
    downloads: tuple[Download, ...]
    columns: tuple[tuple[columns.Column, str], ...]


def described(dataset: Dataset) -> Described:
    found = dictionary.examples(dataset)
    told = tuple((column, found.get(column.name, "")) for column in dataset.columns)
    return Described(dataset, downloads(dataset), told)


@csrf_exempt
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    parameters.none(request.GET)
    context = {
        "section": "data",
        "datasets": [described(dataset) for dataset in DATASETS],
        "guide": GUIDE,
        "log": LOG,
        "carries_sample": Crisis.objects.public().filter(is_sample=True).exists(),
        "today": timezone.localdate(),
        "canonical": address("data"),
    }
    return render(request, "initiatives/data.html", context)


@csrf_exempt
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    parameters.none(request.GET)
    context = {
        "section": "about",
        "two_persons": settings.TRACKER_TWO_PERSON_RULE,
        "statuses": STATUS_MEANINGS,
        "ratings": RATING_MEANINGS,
        "kinds": kinds.KINDS,
        "kind_words": [(kind, status, word) for kind in kinds.KINDS for status, word in kind.status_words.items()],
        "freshness": [
            (choices.UpdateFrequency(days).label, days, days + late, days + silent)
            for days, (late, silent) in choices.FRESHNESS_DAYS.items()
        ],
        "retract_reasons": choices.RetractReason.choices,
        "canonical": address("about"),
    }
    return render(request, "initiatives/about.html", context)


@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For probes: whether the database answers and has the tables that this code expects."""
    try:
        executor = MigrationExecutor(connection)
        is_ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        is_ready = False
    answer = JsonResponse({"status": "ok" if is_ready else "unavailable"}, status=200 if is_ready else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer
