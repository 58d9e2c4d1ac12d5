"""Promise P1: nothing unpublished, internal, removed or sensitive appears in any public answer, nor changes one."""

import io
import os
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from initiatives.choices import PUBLIC_STATES, State, Visibility
from initiatives.datasets import CHANGES, DATASETS, FEED, FILES_ONLY, Dataset
from initiatives.filters import choices
from initiatives.models import Initiative, StatusUpdate
from initiatives.parameters import AnyOf, Day, OneOf, Text
from tests.canaries import leaks, twin
from tests.evidence import EVIDENCE
from tests.routes import Route, public_routes
from tests.worlds import NOW, World, make_world, raise_keys, rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

WORLDS = int(os.environ.get("TRACKER_WORLDS", "8"))
PAIRS = int(os.environ.get("TRACKER_PAIRS", str(WORLDS * 6 // 10 + (WORLDS == 8) * 2)))
"""Eight worlds and six pairs on every commit; a hundred and sixty in the long run."""

LISTS = {"initiative-list": "initiatives", "organisation-list": "organisations", "update-list": "updates"}
API = {f"api-{dataset.name}": dataset for dataset in DATASETS if dataset is not CHANGES}
PAGES = {**LISTS, "map": "initiatives", "changes": "changes", **{route: dataset.name for route, dataset in API.items()}}
# Values of each parameter that one world asks for, in each list and format; the next world asks for others.
MOST_VALUES = 2
# The long files share their filters, so each world asks for those of one of them; of the others it asks for all rows.
OTHERS = tuple(dataset for dataset in DATASETS if dataset not in FILES_ONLY)
ALL_ROWS = {f"{dataset.name}-{each.suffix}" for dataset in FILES_ONLY for each in dataset.formats} | {
    f"api-{dataset.name}" for dataset in FILES_ONLY
}
# Page, files, map and API of a dataset choose their rows by one selection, so each world asks a third of them for the
# filters, in turn; of the others it asks for all rows.
TURNS = 3
# Hidden things, and claims of each kind, that one world asks for by name.
MOST_NAMES = 8
ADDRESSES_OF_A_PAIR = 60
# One for each half of the evidence, which have a row of every sort.
FULL_WORLDS = (1, 4)
LISTS_WITHOUT_FILTERS = (
    "/", "/initiatives/", "/updates/?history=1", "/organisations/", "/map/",
    "/initiatives.csv", "/updates.csv?history=1", "/organisations.csv",
    "/initiatives.xlsx", "/updates.xlsx?history=1", "/organisations.xlsx",
    "/initiatives.geojson", "/initiatives.iati.xml",
    "/updates.atom", "/sitemap.xml",
    "/changes/?from=2026-11-01", "/changes.csv?from=2026-11-01", "/changes.xlsx?from=2026-11-01",
    *(f"/{dataset.name}.csv?history=1" for dataset in FILES_ONLY),
    *(f"/api/v1/{dataset.name}/?history=1" for dataset in FILES_ONLY),
    "/api/v1/initiatives/", "/api/v1/updates/?history=1", "/api/v1/organisations/",
)  # fmt: skip


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True)
class Ask:
    """An address, and the hidden value in it, if any."""

    address: str
    hidden: str = ""

    @property
    def unknown(self) -> str:
        return self.address.replace(self.hidden_as_sent, urlencode({"": twin(self.hidden)})[1:])

    @property
    def hidden_as_sent(self) -> str:
        return urlencode({"": self.hidden})[1:]


def answer(client: Client, address: str) -> str:
    """Everything that leaves the server: status, headers, body; of an archive its parts, of a workbook its cells."""
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    headers = "".join(f"{name}: {value}\n" for name, value in sorted(response.headers.items()))
    told = unpacked(body) if body.startswith(b"PK") else body.decode()
    return f"{response.status_code}\n{headers}\n{told}"


def unpacked(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        told = [f"{part}\n{packed.read(part).decode()}" for part in packed.infolist()]
        if "xl/workbook.xml" not in packed.namelist():
            return "\n".join(told)
    # In the XML a day is a number, in which nobody would find a hidden year.
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    for name in book.sheet_names:
        told += ["\t".join(map(str, row)) for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(told)


def asks(world: World, seed: int) -> list[Ask]:
    """Every public route with public and hidden values in its path and in each of its parameters."""
    rng = random.Random(seed)  # noqa: S311
    found: list[Ask] = []
    for number, route in enumerate(public_routes()):
        found += _of_path(route, world, rng)
        if (number + seed) % TURNS:
            continue
        if route.name == "updates-atom":
            found += _of_list(f"/{route.pattern}", FEED, world, rng, as_file=False)
        for dataset in (*OTHERS, FILES_ONLY[seed % len(FILES_ONLY)]):
            files = {f"{dataset.name}-{each.suffix}" for each in dataset.formats}
            if route.name in files or PAGES.get(route.name) == dataset.name:
                found += _of_list(f"/{route.pattern}", dataset, world, rng, as_file=route.name in files)
    return [*found, Ask("/nothing/here"), Ask("/nothing/")]


def _of_path(route: Route, world: World, rng: random.Random) -> Iterator[Ask]:
    if route.name in ALL_ROWS:
        yield Ask(f"{route.filled()}?history=1")
        return
    if not route.parameters:
        yield Ask(route.filled())
        yield Ask(f"{route.filled()}?{urlencode({'colour': 'red'})}")
        return
    public: dict[str, list[str]] = {
        "reference": [choice.value for choice in choices.references()],
        "slug": [choice.value for choice in choices.organisations()],
        "number": ["1", "2"],
    }
    hidden = {"reference": world.hidden_references, "slug": world.hidden_slugs, "number": list[str]()}
    (parameter,) = route.parameters
    if parameter == "claim":
        letter, references = API[route.name.removesuffix("-one")].start(None).model.letter, world.hidden_references
        known = [f"{reference}-{letter}{number}" for reference in public["reference"] for number in range(1, 6)]
        public["claim"] = rng.sample(known, min(len(known), MOST_NAMES))
        hidden["claim"] = [f"{reference}-{letter}1" for reference in references]
    for value in public[parameter]:
        yield Ask(route.filled(**{parameter: value}))
    for value in rng.sample(hidden[parameter], min(len(hidden[parameter]), MOST_NAMES)):
        is_canary = parameter == "slug"
        yield Ask(route.filled(**{parameter: value}), value if is_canary else "")
    if parameter == "reference":
        yield Ask(route.filled(reference=public["reference"][0].lower()))
        yield Ask(route.filled(reference="GZA-COR-999"))


def _of_list(address: str, dataset: Dataset, world: World, rng: random.Random, *, as_file: bool) -> Iterator[Ask]:
    def ask(hidden: str = "", **query: str) -> Ask:
        return Ask(f"{address}?{urlencode(query)}", hidden)

    def some(values: list[str]) -> list[str]:
        return rng.sample(values, min(len(values), MOST_VALUES))

    hidden_values = {
        "organisation": world.hidden_slugs, "lead": world.hidden_slugs, "crisis": world.hidden_crises,
        "location": world.hidden_places, "initiative": world.hidden_references, "country": ["LY"],
    }  # fmt: skip
    for parameter in dataset.parameters(as_file=as_file):
        if isinstance(parameter, Text):
            yield from (ask(word, **{parameter.name: word}) for word in some(world.hidden_words))
            yield ask(**{parameter.name: rng.choice(["o", "initiative 1", "headline", "GZA-"])})
        elif isinstance(parameter, Day):
            yield ask(**{parameter.name: rng.choice(["1999-06-01", "2026-11-01"])})
        elif isinstance(parameter, OneOf):
            yield from (ask(**{parameter.name: value}) for value in some([row.value for row in parameter.choices]))
        elif isinstance(parameter, AnyOf):
            public = [choice.value for choice in parameter.source()]
            yield from (ask(**{parameter.name: value}) for value in some(public))
            for value in some(hidden_values.get(parameter.name, [])):
                yield ask(value if "kanary" in value else "", **{parameter.name: value})


def holds_what_could_leak(seed: int) -> None:
    """The test proves nothing about worlds in which nothing is hidden, or nothing public."""
    visibilities = set(Initiative.objects.order_by().values_list("visibility", flat=True))
    states = set(StatusUpdate.objects.order_by().values_list("state", flat=True))
    assert (visibilities, states) == (set(Visibility), set(State))
    assert Client().get(reverse("initiative-list")).context["selection"].count >= 3
    for model in EVIDENCE[seed % 2 :: 2]:
        told = set(model._default_manager.order_by().values_list("state", "initiative__visibility"))
        assert {state in PUBLIC_STATES for state, visibility in told if visibility == "public"} == {True, False}


@pytest.mark.parametrize("seed", range(WORLDS))
def test_no_hidden_word_figure_or_key_in_any_public_answer(seed: int) -> None:
    """And what is hidden is answered as what never was: the same bytes, but for the value that was asked for."""
    raise_keys()
    world = make_world(seed, hidden=True, was_public=True)
    if seed in FULL_WORLDS:
        holds_what_could_leak(seed)
    client = Client()
    leaked, differing = {}, []
    asked = asks(world, seed)
    for ask in asked:
        answered = answer(client, ask.address)
        if found := leaks(answered, asked=ask.hidden):
            leaked[ask.address] = found
        if ask.hidden and twin_of(answered, ask.hidden) != answer(client, ask.unknown):
            differing.append(ask.address)
    # What every canary begins with finds nothing: no column that is not public is searched.
    ends = ("/{}/", "/{}.csv", "/{}.xlsx", "/api/v1/{}/")
    for address in (end.format(name) for name in LISTS.values() for end in ends):
        found_by_stem, found_by_none = (answer(client, f"{address}?q={word}") for word in ("kanary", "kanarz"))
        if found_by_stem.replace("kanary", "kanarz") != found_by_none:
            differing.append(f"{address}?q=kanary")
    assert (leaked, differing) == ({}, [])
    assert (len(asked) > 100, len([ask for ask in asked if ask.hidden]) > 15) == (True, True)


def twin_of(text: str, hidden: str) -> str:
    """An answer as it would read had the unknown value been asked for."""
    number = "".join(char for char in hidden if char.isdigit())
    return text.replace(number, f"9{number[1:]}")


@pytest.mark.parametrize("seed", range(1000, 1000 + PAIRS))
def test_what_was_never_public_changes_no_byte_of_any_answer(seed: int) -> None:
    client = Client()
    with rolled_back():
        world = make_world(seed, hidden=True)
        asked = dict.fromkeys(ask.address for ask in asks(world, seed))
        addresses = [*LISTS_WITHOUT_FILTERS, *random.Random(seed).sample(list(asked), ADDRESSES_OF_A_PAIR)]  # noqa: S311
        with_hidden = {address: answer(client, address) for address in addresses}
    with rolled_back():
        make_world(seed, hidden=False)
        without = {address: answer(client, address) for address in addresses}
    assert [address for address in addresses if with_hidden[address] != without[address]] == []


def test_the_canary_is_found_in_every_spelling() -> None:
    hidden = [
        "Kànăry31001", "KÀNĂRY31001", "kanary-31001", "K%C3%A0n%C4%83ry31001", "K&agrave;n&#259;ry31001",
        "K\\u00e0n\\u0103ry31001", "Ka\u0300na\u0306ry31001", "Ｋａｎａｒｙ31001", "kanary",
        "the key 7700012", "in 1997", "13.77077",
    ]  # fmt: skip
    assert [word for word in hidden if not leaks(word)] == []
    assert leaks("Kànăry31001", asked="kanary-31001") == []
    assert leaks("Kànăry31001", asked="kanary-31002") == ["kanary31001"]
