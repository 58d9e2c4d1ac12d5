"""What editors do each day, in a browser, counted in clicks; the seconds of each are printed, not asserted."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from initiatives import actions
from initiatives.choices import State, UserRole
from initiatives.models import Initiative, Observation, StatusUpdate, User
from tests.accessible import told, violations
from tests.admin.kinds import IDS, KINDS, make_of
from tests.admin.pages import change, quick, verb
from tests.admin.test_browser import log_in
from tests.factories import (
    make_draft,
    make_indicator,
    make_initiative,
    make_location,
    make_observation,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

GRAVE = {"serious", "critical"}


class Hand:
    """Counts the clicks that one does."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.clicks += 1


@contextmanager
def opened(browser: Browser, live_server: LiveServer, user: User, *, is_silent: bool = True) -> Iterator[Page]:
    """A page at the desk; it must be silent on its console, but where axe itself is refused its styles."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    log_in(page, live_server, user)
    yield page
    context.close()
    assert not is_silent or heard == []


@contextmanager
def measured(name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"\n{name}: {time.perf_counter() - start:.1f} s")


def world() -> tuple[User, Initiative]:
    samir = make_user("samir", organisation=make_organisation("Ours"))
    initiative = make_initiative("Corridor", leads=[samir.organisation])  # type: ignore[list-item]
    make_update(initiative, status="2", headline="Two crossings are open", as_of=timezone.localdate() - dt.timedelta(3))
    make_draft(initiative, author=samir, source=make_source("https://example.org/known"))
    return samir, initiative


def sent_by(samir: User, initiative: Initiative, **fields: str) -> StatusUpdate:
    return actions.submit(claim=make_draft(initiative, author=samir, **fields), by=samir)


def test_an_update_is_previewed_and_posted(live_server: LiveServer, browser: Browser) -> None:
    samir, _initiative = world()
    with opened(browser, live_server, samir) as page, measured("post an update"):
        hand = Hand(page)
        hand.click("text=Post update")
        hand.click("label:has-text('Suspended')")
        page.fill("#id_headline", "The crossing closed at noon")
        with page.context.expect_page() as shown:
            page.click("button[name=preview]")
        preview = shown.value
        preview.wait_for_selector("text=Preview. Nothing of this is public.")
        assert "The crossing closed at noon" in preview.inner_text("main")
        preview.close()
        hand.click("text=Send for review")
        page.wait_for_selector(".messagelist")
    assert hand.clicks == 3
    assert StatusUpdate.objects.get(headline="The crossing closed at noon").state == State.SUBMITTED


def test_what_waits_is_published_in_two_clicks(live_server: LiveServer, browser: Browser) -> None:
    samir, initiative = world()
    claim = sent_by(samir, initiative, status="6", headline="Two crossings are closed")
    with opened(browser, live_server, make_publisher("lina")) as page, measured("review and publish"):
        hand = Hand(page)
        hand.click("text=Review it")
        assert page.inner_text(".pairs ins >> nth=0") == "Suspended"
        hand.click("button:has-text('Publish')")
        assert "Published as" in page.inner_text(".messagelist")
    claim.refresh_from_db()
    assert (hand.clicks, claim.state) == (2, State.PUBLISHED)


def test_what_waits_is_returned_with_a_reason_in_two_clicks(live_server: LiveServer, browser: Browser) -> None:
    samir, initiative = world()
    claim = sent_by(samir, initiative)
    with opened(browser, live_server, make_publisher("lina")) as page, measured("review and return"):
        hand = Hand(page)
        hand.click("text=Review it")
        page.keyboard.press("Tab")
        page.fill(f"#reason-statusupdate-{claim.pk}", "Which crossing?")
        hand.click("button:has-text('Return it')")
        assert page.inner_text(".messagelist") == "Returned to samir."
    claim.refresh_from_db()
    assert (hand.clicks, claim.return_reason) == (2, "Which crossing?")


def test_two_who_write_one_draft_both_keep_their_words(live_server: LiveServer, browser: Browser) -> None:
    samir, initiative = world()
    claim = make_draft(initiative, author=samir, headline="Before")
    with opened(browser, live_server, samir) as page, measured("conflict"):
        page.goto(live_server.url + change("statusupdate", claim.pk))
        page.fill("#id_headline", "Mine")
        claim.headline = "Theirs"
        actions.save_draft(claim=claim, by=make_publisher("lina"))
        page.click("text=Save as a draft")
        assert "lina" in page.inner_text(".clash")
        assert (page.input_value("#id_headline"), "Theirs" in page.inner_text("#content")) == ("Mine", True)
        page.click("text=Save mine over it")
        page.wait_for_selector(".messagelist")
    assert StatusUpdate.objects.get(pk=claim.pk).headline == "Mine"


def test_what_changed_in_review_is_shown_and_not_published(live_server: LiveServer, browser: Browser) -> None:
    samir, initiative = world()
    claim = sent_by(samir, initiative, headline="Seen")
    with opened(browser, live_server, make_publisher("lina")) as page, measured("review of what changed"):
        page.click("text=Review it")
        claim = actions.return_(claim=claim, by=make_publisher(), reason="More")
        claim.headline = "Not seen"
        actions.submit(claim=actions.save_draft(claim=claim, by=samir), by=samir)
        page.click("button:has-text('Publish')")
        assert "This changed since you opened it." in page.inner_text(".clash")
        assert page.inner_text(".clash ins") == "Not seen"
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED


def test_figures_are_entered_beside_those_of_before_and_sent_in_two_clicks(
    live_server: LiveServer, browser: Browser
) -> None:
    samir, corridor = world()
    ocha = make_organisation("OCHA")
    collected = make_indicator(corridor, "Collected")
    make_observation(collected, 1155, said_by=ocha)
    make_indicator(corridor, "Arrived")
    with opened(browser, live_server, samir) as page, measured("enter figures"):
        hand = Hand(page)
        hand.click("text=Enter figures")
        assert page.inner_text("tr:has-text('Collected') td >> nth=0").startswith("1,155")
        page.fill("#id_period_start", "2025-12-01")
        page.fill("#id_period_end", "2025-12-07")
        page.fill("#id_source_url", "https://example.org/known")
        page.get_by_label("Collected").fill("1200")
        page.get_by_label("Arrived").fill("130")
        hand.click("text=Send for review")
        assert page.inner_text(".messagelist") == "2 figures were sent for review."
    rows = Observation.objects.filter(author=samir).values_list("indicator__title", "value", "said_by", "state")
    sent: list[object] = [("Arrived", 130, ocha.pk, State.SUBMITTED), ("Collected", 1200, ocha.pk, State.SUBMITTED)]
    assert (hand.clicks, sorted(rows)) == (2, sent)


def test_what_endangers_is_removed_by_one_person_at_once(live_server: LiveServer, browser: Browser) -> None:
    _samir, initiative = world()
    claim = make_update(initiative, headline="They meet at canary-17")
    with opened(browser, live_server, make_publisher("lina")) as page, measured("remove"):
        page.goto(live_server.url + change("statusupdate", claim.pk))
        page.click("text=Remove for safety")
        page.select_option("#id_reason", "safety")
        page.check("#id_sure")
        page.click("button:has-text('Remove for safety')")
        assert "It was removed." in page.inner_text(".messagelist")
        page.goto(live_server.url + initiative.get_absolute_url())
        assert "canary-17" not in page.content()


def test_the_desk_the_queue_and_the_forms_are_accessible(live_server: LiveServer, browser: Browser) -> None:
    samir, initiative = world()
    make_location("Hidden House", is_sensitive=True)
    waits = sent_by(samir, initiative, status="6", headline="Wait at Hidden House, or call 059-123-4567")
    lina = make_user("lina", UserRole.PUBLISHER, UserRole.ADMINISTRATOR)
    urgent = make_draft(initiative, author=lina, status="6", headline="Closed")
    urgent = actions.publish(claim=urgent, by=lina, seen_version=urgent.version)
    draft = make_draft(initiative, author=lina)
    claims = [make_of(kind, initiative, public=kind.name != "position") for kind in KINDS]
    actions.submit(claim=claims[IDS.index("position")], by=lina)
    addresses = [
        verb("observation", initiative.pk, "enter"),
        change("position", claims[IDS.index("position")].pk),
        change("transaction", claims[IDS.index("transaction")].pk),
        verb("finding", claims[IDS.index("finding")].pk, "retract"),
        "/admin/initiatives/milestone/?show=all",
        "/admin/initiatives/adherence/add/",
        "/admin/",
        "/admin/initiatives/statusupdate/review/",
        quick(initiative.pk),
        verb("statusupdate", initiative.pk, "still"),
        change("initiative", initiative.pk),
        change("statusupdate", draft.pk),
        change("statusupdate", waits.pk),
        verb("statusupdate", urgent.pk, "history"),
        verb("initiative", initiative.pk, "history"),
        verb("statusupdate", waits.pk, "preview"),
        "/admin/initiatives/statusupdate/?show=all",
    ]
    troubles = []
    with opened(browser, live_server, lina, is_silent=False) as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for address in addresses:
                page.goto(live_server.url + address)
                for width in (1280, 390):
                    page.set_viewport_size({"width": width, "height": 900})
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        troubles.append((scheme, width, address, "scrolls sideways"))
                    troubles += [
                        (scheme, width, address, told(violation))
                        for violation in violations(page)
                        if violation["impact"] in GRAVE
                    ]
    assert troubles == []
