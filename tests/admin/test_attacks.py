"""What an Editor tried in order to read what others keep to themselves, and what it comes to now."""

from contextlib import suppress
from typing import Any

import pytest
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse

from initiatives import actions
from initiatives.admin.site import site
from initiatives.choices import May, UserRole, Visibility
from initiatives.models import Assignment, Document, Initiative, Relation, User
from tests.admin.pages import add, as_, change, errors, filled, messages, verb
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_user

pytestmark = pytest.mark.django_db

HIDDEN = "Hidden canary"


@pytest.fixture
def me() -> User:
    return make_user("me", organisation=make_organisation("Ours"))


@pytest.fixture
def hidden() -> Initiative:
    """Another organisation's draft."""
    return make_initiative(HIDDEN, public=False, created_by=make_user("other"), slug="taken")


# -- lists are narrowed by their own filters alone ---------------------------------------------------------------------

LOOKUPS = ("", "__startswith", "__contains", "__exact", "__isnull", "__gte", "__in", "__id__exact", "__pk", "__version")
OFFERED = {
    "initiative": {"kind__exact", "kind__isnull", "visibility__exact", "visibility__isnull", "crisis__id__exact",
                   "crisis__exact", "crisis__isnull"},
    "statusupdate": {"status__exact", "status__isnull", "initiative__id__exact"},
    "organisation": {"type__exact", "type__isnull", "is_collective__exact", "is_collective__isnull"},
    "location": {"level__exact", "level__isnull", "kind__exact", "kind__isnull", "is_sensitive__exact",
                 "is_sensitive__isnull"},
    "source": {"language__exact", "language__isnull"},
    "user": {"groups__id__exact", "groups__exact", "groups__isnull", "is_active__exact", "is_active__isnull"},
}  # fmt: skip
OFFERED |= {
    name: {"initiative__id__exact", *(f"{column}__{lookup}" for column in columns for lookup in ("exact", "isnull"))}
    for name, columns in {
        "observation": ("confidence",),
        "target": ("basis",),
        "adherence": ("agreement", "breach"),
        "position": ("stance",),
        "milestone": ("kind", "course"),
        "budget": ("type",),
        "transaction": ("type",),
        "finding": ("kind", "severity", "resolution"),
    }.items()
}
# Filters with a word of their own for a column.
OWN_WORDS = {"initiative": {"status", "freshness"}}


def lookups_of(model: type[models.Model]) -> list[str]:
    names = [field.name for field in model._meta.get_fields()]
    names += [field.attname for field in model._meta.concrete_fields if field.attname != field.name]
    through = [f"{field.name}__{name}" for field in model._meta.get_fields() if field.is_relation
               for name in ("internal_note", "password", "title", "created_by__id")]  # fmt: skip
    return [f"{name}{lookup}" for name in names for lookup in LOOKUPS] + [f"{name}__startswith" for name in through]


@pytest.mark.parametrize("model", [model for model in site._registry if model._meta.app_label == "initiatives"])
def test_no_list_is_narrowed_by_a_column_that_it_offers_no_filter_for(model: type[models.Model]) -> None:
    name = str(model._meta.model_name)
    request = RequestFactory().get(reverse(f"admin:initiatives_{name}_changelist"))
    request.user = make_user("", *UserRole.values)
    narrowed = set()
    for lookup in lookups_of(model):
        request.GET = QueryDict(f"{lookup}=1")
        with suppress(DisallowedModelAdminLookup, IncorrectLookupParameters):
            site._registry[model].get_changelist_instance(request)
            narrowed.add(lookup)
    assert narrowed <= OFFERED.get(name, set()) | OWN_WORDS.get(name, set())


@pytest.mark.parametrize(
    "query", ["internal_note__startswith=S", "scan_note__contains=S", "changed_by__id__exact=1", "return_reason__gt=S"]
)
def test_a_note_of_others_cannot_be_guessed_by_its_letters(me: User, query: str) -> None:
    make_draft(make_initiative(), internal_note="Secret")
    answer = as_(me).get(reverse("admin:initiatives_statusupdate_changelist") + "?show=all&" + query)
    assert answer.status_code == 400


def test_the_filters_and_the_links_of_a_list_still_narrow_it(me: User) -> None:
    assert me.organisation is not None
    one, two = make_initiative(kind="corridor", leads=[me.organisation]), make_initiative(kind="ceasefire")
    make_draft(one, author=me)
    client = as_(me)
    tried = {
        "initiative": ("kind__exact=corridor", f"crisis__id__exact={one.crisis_id}", "visibility__exact=public",
                       "status=none", "freshness=late"),
        "statusupdate": (f"show=all&initiative__id__exact={one.pk}", f"show=all&initiative__id__exact={two.pk}",
                         "show=all&initiative__kind__exact=corridor", "show=draft&status__exact=2"),
        "organisation": ("merged=all&is_collective__exact=1", "type__exact=ngo"),
    }  # fmt: skip
    counted = {
        name: [
            client.get(reverse(f"admin:initiatives_{name}_changelist") + f"?{query}").context["cl"].result_count
            for query in queries
        ]
        for name, queries in tried.items()
    }
    assert counted == {"initiative": [1, 2, 2, 2, 0], "statusupdate": [1, 0, 1, 1], "organisation": [0, 0]}


# -- a relation is seen by who sees both ends --------------------------------------------------------------------------


def test_a_relation_to_a_hidden_draft_is_nowhere_named_and_stays_when_the_form_is_saved(
    me: User, hidden: Initiative
) -> None:
    mine = make_initiative("Mine", public=False, created_by=me)
    public = make_initiative("Public")
    for row in (mine, public):
        Relation.objects.create(from_initiative=row, to_initiative=hidden, kind="related")
    client, publisher = as_(me), as_(make_publisher())
    addresses = [change("initiative", mine.pk), change("initiative", public.pk), verb("initiative", mine.pk, "delete"),
                 verb("initiative", mine.pk, "history")]  # fmt: skip
    # Theirs is the other answer, so that this one proves something.
    assert [HIDDEN in publisher.get(address).content.decode() for address in addresses] == [True] * 4
    assert [HIDDEN in client.get(address).content.decode() for address in addresses] == [False] * 4
    saved = client.post(addresses[0], filled(client, addresses[0], summary="Written"))
    assert (saved.status_code, Initiative.objects.get(pk=mine.pk).summary) == (302, "Written")
    assert list(mine.relations.values_list("to_initiative", flat=True)) == [hidden.pk]


def test_the_page_of_a_conflict_names_no_hidden_draft(me: User, hidden: Initiative) -> None:
    mine = make_initiative("Mine", public=False, created_by=me)
    client, lina = as_(me), as_(make_publisher("lina"))
    address = change("initiative", mine.pk)
    opened = filled(client, address, summary="Mine")
    added = {
        "relations-TOTAL_FORMS": "1",
        "relations-0-kind": "related",
        "relations-0-to_initiative": hidden.pk,
    }
    assert lina.post(address, filled(lina, address) | added).status_code == 302
    answer = client.post(address, opened)
    clash = answer.context["adminform"].form.clash
    assert [line.split(" (")[0] for line in clash.also] == ["relation: not shown – added"]
    assert HIDDEN not in answer.content.decode()


def test_what_stands_in_the_way_of_a_deletion_is_named_to_who_may_see_it(me: User) -> None:
    mine = make_initiative("Mine", public=False, created_by=me)
    assert me.organisation is not None
    Assignment.objects.create(initiative=mine, organisation=me.organisation, may=May.EDIT)
    theirs = make_draft(mine, author=make_publisher())
    address = verb("initiative", mine.pk, "delete")
    told = [as_(person).get(address).context["protected"] for person in (me, make_publisher())]
    assert told == [["Status update: not shown"], [f"Status update: {theirs}"]]


# -- deleting a draft --------------------------------------------------------------------------------------------------


def test_a_draft_that_another_initiative_points_at_is_not_deleted(me: User, hidden: Initiative) -> None:
    mine = make_initiative("Mine", public=False, created_by=me)
    Relation.objects.create(from_initiative=hidden, to_initiative=mine, kind="part_of")
    answer: Any = as_(me).post(verb("initiative", mine.pk, "delete"), {"post": "yes"}, follow=True)
    assert messages(answer) == ["Another initiative points at this one. It can be deleted once none does."]
    assert HIDDEN not in answer.content.decode()
    assert (Initiative.objects.filter(pk=mine.pk).exists(), Relation.objects.count()) == (True, 1)


def test_a_draft_that_is_deleted_leaves_no_word_behind(me: User) -> None:
    client, other = as_(me), make_initiative("Other")
    mine = make_initiative("Mine canary", public=False, created_by=me)
    Relation.objects.create(from_initiative=mine, to_initiative=other, kind="part_of")
    Document.objects.create(initiative=mine, title="Canary", url="https://example.org/d", category="A01")
    assert me.organisation is not None
    Assignment.objects.create(initiative=mine, organisation=me.organisation, may=May.EDIT)
    address = change("initiative", mine.pk)
    assert client.post(address, filled(client, address, summary="Written")).status_code == 302
    hanging: tuple[Any, ...] = (Relation, Document, Assignment, type(mine.participations.get()))
    pks = {model: list(model.objects.filter(**{column(model): mine}).values_list("pk", flat=True)) for model in hanging}
    assert all(model.history.filter(id__in=pks[model]).exists() for model in hanging)
    answer = client.post(verb("initiative", mine.pk, "delete"), {"post": "yes"})
    assert (answer.status_code, Initiative.objects.filter(pk=mine.pk).exists()) == (302, False)
    left = [model.history.filter(id__in=pks[model]).count() for model in hanging]
    assert (left, Initiative.history.filter(id=mine.pk).count()) == ([0] * 4, 0)
    entries = LogEntry.objects.filter(object_id=str(mine.pk)).values_list("object_repr", "change_message")
    assert set(entries) == {("removed", "")}


def column(model: type[models.Model]) -> str:
    return "from_initiative" if model is Relation else "initiative"


def test_only_a_draft_of_ones_own_is_discarded(me: User, hidden: Initiative) -> None:
    for row in (hidden, make_initiative()):
        with pytest.raises(PermissionDenied):
            actions.discard_initiative(initiative=row, by=me)


# -- the page where two organisations are merged -----------------------------------------------------------------------


@pytest.mark.parametrize("keep", ["abc", "\0", "9" * 23, "-1", "", "1.5"])
def test_a_key_that_is_none_is_an_error_on_the_page_of_the_merge(keep: str) -> None:
    client = as_(make_user("", UserRole.ADMINISTRATOR))
    address = verb("organisation", make_organisation().pk, "merge")
    answer = client.get(address, {"keep": keep})
    assert (answer.status_code, list(answer.context["keep_form"].errors)) == (200, ["keep"])
    assert client.post(f"{address}?keep=abc").status_code == 200


# -- short names -------------------------------------------------------------------------------------------------------


def test_a_short_name_that_a_hidden_draft_has_is_passed_over_in_silence(me: User, hidden: Initiative) -> None:
    make_initiative("Mine", public=False, created_by=me, slug="taken-2")
    client = as_(me)
    typed = {"title": "New", "kind": "corridor", "crisis": hidden.crisis_id, "language": "en", "slug": "taken",
             "update_frequency_days": "7"}  # fmt: skip
    posted = client.post(add("initiative"), filled(client, add("initiative")) | typed)
    new = Initiative.objects.get(title="New")
    assert (posted.status_code, new.slug) == (302, "taken-3")
    # Saved again, it keeps it; what the person can see is said to be taken.
    address = change("initiative", new.pk)
    assert client.post(address, filled(client, address, summary="Written")).status_code == 302
    assert Initiative.objects.get(pk=new.pk).slug == "taken-3"
    refused = client.post(address, filled(client, address, slug="taken-2"))
    assert errors(refused) == {"slug": ["Initiative with this Short name already exists."]}


def test_the_next_short_name_fits_its_column(me: User) -> None:
    longest = "a" * 80
    make_initiative(public=False, slug=longest)
    mine = make_initiative(public=False, created_by=me)
    client, address = as_(me), change("initiative", mine.pk)
    assert client.post(address, filled(client, address, slug=longest)).status_code == 302
    mine.refresh_from_db()
    assert (mine.slug, mine.visibility) == ("a" * 78 + "-2", Visibility.DRAFT)
