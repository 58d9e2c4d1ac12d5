"""Whole answers from memory: one query each, the same bytes, never for another host, and bounded."""

import datetime as dt
import gzip
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from initiatives import editions, page_cache
from initiatives.kept import Kept
from initiatives.models import Initiative
from initiatives.page_cache import SHORT, KeptPagesMiddleware
from initiatives.views import conditional
from tests.factories import make_initiative, make_organisation, make_update

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
PAGES = ("/", "/initiatives/", "/initiatives/GZA-COR-001/", "/organisations/", "/updates/", "/data/", "/updates.atom")


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def initiative() -> Initiative:
    found = make_initiative("The first title", leads=[make_organisation()])
    make_update(found)
    return found


def unseen(statement: str) -> None:
    """Written as another process writes, past what forgets for tests."""
    with connection.cursor() as cursor:
        cursor.cursor.execute(statement)


def rename(initiative: Initiative, title: str) -> None:
    unseen(f"UPDATE initiatives_initiative SET title = '{title}' WHERE id = {initiative.pk}")  # noqa: S608


def kept_and_told(client: Client, address: str, **headers: str) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers=headers)
    return len(asked), answer


def test_a_second_reader_costs_one_query_and_reads_the_same_bytes_and_headers(initiative: Initiative) -> None:
    for address in PAGES:
        first, (count, second) = Client().get(address), kept_and_told(Client(), address)
        assert (count, second.content, dict(second.headers)) == (1, first.content, dict(first.headers)), address
        head = Client().head(address)
        assert (head.content, head.headers["Content-Length"]) == (b"", str(len(first.content)))


def test_what_is_kept_is_told_until_the_edition_is_counted_or_the_day_is_over(initiative: Initiative) -> None:
    address = initiative.get_absolute_url()
    before = Client().get(address).content
    rename(initiative, "The second title")
    assert Client().get(address).content == before  # or the rest of this test would prove nothing
    unseen("UPDATE initiatives_edition SET number = number + 1")
    assert b"The second title" in Client().get(address).content
    rename(initiative, "The third title")
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert b"The third title" in Client().get(address).content


def test_an_address_is_kept_by_what_its_answer_depends_on_and_by_nothing_else(initiative: Initiative) -> None:
    Client().get("/initiatives/?kind=corridor")
    same = (
        "/initiatives/?kind=corridor",
        "/initiatives/?utm_source=x&kind=corridor",
        "/initiatives/?kind=corridor&fbclid=1",
    )
    assert [kept_and_told(Client(), address)[0] for address in same] == [1, 1, 1]
    others: list[tuple[str, dict[str, str]]] = [
        ("/initiatives/?kind=ceasefire", {}),
        ("/initiatives/", {}),
        ("/initiatives/?kind=corridor", {"host": "localhost"}),
        ("/initiatives/?kind=corridor", {"x-forwarded-proto": "https"}),
    ]
    counts = [kept_and_told(Client(), address, **headers)[0] for address, headers in others]
    assert [count > 1 for count in counts[:3]] == [True] * 3
    assert Client().get("/initiatives/?kind=corridor", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/healthz", "/initiatives.csv", "/api/v1/initiatives/", "/nothing/", "/initiatives/?colour=red", "/admin/login/"],
)
def test_what_is_streamed_refused_counted_or_of_the_admin_is_not_kept(initiative: Initiative, address: str) -> None:
    for _ in range(2):
        answer: Any = Client().get(address)
        _body = b"".join(answer) if answer.streaming else answer.content
    assert (len(page_cache.PAGES), page_cache.PAGES.bytes) == (0, 0)


def through(view: Any, **headers: str) -> Any:
    return KeptPagesMiddleware(view)(RequestFactory().get("/initiatives/", headers=headers))


def test_a_crowd_that_comes_at_once_makes_a_page_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second asks while the first is being answered, and gets what the first made."""
    asked: list[str] = []
    made: list[str] = []

    def version_of(request: Any, *, anew: bool = False) -> conditional.Version:
        asked.append(request.path)
        return conditional.Version('W/"one"', None, NOW)

    def view(request: Any) -> HttpResponse:
        made.append(request.path)
        while len(asked) < 2:
            time.sleep(0.001)
        time.sleep(0.05)  # until the second would be here, too
        return HttpResponse(f"made {len(made)}")

    monkeypatch.setattr(page_cache, "version_of", version_of)
    monkeypatch.setattr(page_cache, "one_snapshot", lambda **_limits: nullcontext())
    with ThreadPoolExecutor(2) as threads:
        answers = [one.content for one in threads.map(through, [view] * 2, timeout=5)]
    assert (made, answers, len(asked)) == (["/initiatives/"], [b"made 1"] * 2, 2)


def test_an_answer_with_a_cookie_is_nobody_elses() -> None:
    answers = iter(("mine", "yours"))

    def view(request: Any) -> HttpResponse:
        answer = HttpResponse(next(answers))
        answer.set_cookie("who", "me")
        return answer

    middleware = KeptPagesMiddleware(view)
    told = [middleware(RequestFactory().get("/initiatives/")) for _ in range(2)]
    assert [one.content for one in told] == [b"mine", b"yours"]  # type: ignore[attr-defined]


def test_a_reader_who_names_another_root_writes_nobody_elses_links() -> None:
    middleware = KeptPagesMiddleware(lambda request: HttpResponse(request.path))
    roots = ("/elsewhere", "")
    told = [middleware(RequestFactory().get("/initiatives/", SCRIPT_NAME=root)) for root in roots]
    assert [one.content for one in told] == [b"/elsewhere/initiatives/", b"/initiatives/"]  # type: ignore[attr-defined]


def test_an_answer_that_varies_by_more_than_its_encoding_is_nobody_elses() -> None:
    answers = iter(("mine", "yours"))
    middleware = KeptPagesMiddleware(lambda request: HttpResponse(next(answers), headers={"Vary": "Accept-Language"}))
    told = [middleware(RequestFactory().get("/initiatives/")) for _ in range(2)]
    assert [one.content for one in told] == [b"mine", b"yours"]  # type: ignore[attr-defined]


def test_the_memory_is_bounded_and_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def view(request: Any) -> HttpResponse:
        made.append(request.path_info)
        return HttpResponse(b"\0" * 300_000, content_type="application/octet-stream")

    for megabytes, times_made, most in ((1, 4, 3), (0, 8, 0)):
        monkeypatch.setattr(page_cache, "PAGES", Kept(megabytes * 1024 * 1024))
        middleware = KeptPagesMiddleware(view)
        made.clear()
        for number in (0, 1, 2, 3, 3, 2, 1, 3):
            middleware(RequestFactory().get(f"/initiatives/{number}/"))
        assert (len(made), len(page_cache.PAGES)) == (times_made, most)
        assert page_cache.PAGES.bytes <= megabytes * 1024 * 1024


def test_without_the_database_nothing_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a corridor is still open cannot be known then: the view says so in its own way."""
    middleware = KeptPagesMiddleware(lambda request: HttpResponse("Open"))
    middleware(RequestFactory().get("/initiatives/"))

    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(editions, "out", away)
    middleware.get_response = lambda request: HttpResponse("Not now", status=503)
    answer = middleware(RequestFactory().get("/initiatives/"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")


def test_compressed_only_for_those_who_ask_and_the_same_text(initiative: Initiative) -> None:
    for address in ("/initiatives/", "/initiatives.csv", "/api/v1/initiatives/", "/updates.atom"):
        answers = {}
        for asked in ("", "gzip", "br, gzip;q=0.5", "gzip;q=0", "deflate"):
            answer: Any = Client().get(address, headers={"accept-encoding": asked})
            content = b"".join(answer) if answer.streaming else answer.content
            answers[asked] = (answer.headers.get("Content-Encoding"), answer.headers["Vary"], content, answer)
        plain = answers[""][2]
        for asked, (encoding, vary, content, answer) in answers.items():
            is_packed = "gzip" in asked and asked[-3:] != "q=0"
            assert (encoding, vary) == ("gzip" if is_packed else None, "Accept-Encoding"), (address, asked)
            assert (gzip.decompress(content) if is_packed else content) == plain
            assert answer.headers.get("Content-Length", str(len(content))) == str(len(content))
    workbook = Client().get("/initiatives.xlsx", headers={"accept-encoding": "gzip"})
    assert ("Content-Encoding" in workbook.headers, "Vary" in workbook.headers) == (False, False)


def test_the_first_piece_of_a_compressed_file_leaves_before_the_second_is_made_and_closing_closes_what_it_reads() -> (
    None
):
    seen = []

    def pieces() -> Iterator[bytes]:
        try:
            for number in range(3):
                seen.append(number)
                yield b"row %d\r\n" % number
        finally:
            seen.append(-1)

    answer = through(
        lambda request: StreamingHttpResponse(pieces(), content_type="text/csv"), **{"accept-encoding": "gzip"}
    )
    body = iter(answer)
    first = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(next(body))
    assert (first, seen) == (b"row 0\r\n", [0])
    answer.close()
    assert seen == [0, -1]


def test_whoever_has_a_page_is_told_so_from_memory_and_from_the_view_alike(
    initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditional, "STARTED", NOW - dt.timedelta(days=2))
    tag = Client().get("/initiatives/").headers["ETag"]
    from_memory = kept_and_told(Client(), "/initiatives/", **{"if-none-match": tag})
    made_anew = kept_and_told(Client(), "/map/", **{"if-none-match": tag})
    for _count, answer in (from_memory, made_anew):
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
        assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == (SHORT, "Accept-Encoding")
        assert {"Content-Type", "Content-Encoding"} & set(answer.headers) == set()
    assert (from_memory[0], made_anew[0] > 1) == (1, True)
