"""The way in: guessing is refused before any hashing, second factors, ways back, sessions that end."""

import datetime as dt
import re
import time
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from initiatives import logins
from initiatives.admin import throttle
from initiatives.choices import UserRole
from initiatives.models import LoginRule, User
from tests.admin.pages import as_, messages
from tests.factories import make_user
from tests.routes import routes

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough secret"
LOGIN, DESK, CODE = "/admin/login/", "/admin/", "/admin/login/code/"
SETUP, CHOOSE = "/admin/login/second-factor/", "/admin/login/password/"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that is hashed."""
    seen: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        seen.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return seen


def guess(name: str, typed: str = "wrong", address: str = "203.0.113.7") -> Any:
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": typed})


def code_of(user: User, after: int = 0) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, t0=-30 * after):06d}"


def with_factor(user: User) -> list[str]:
    """Sets up a second factor as the page does, with a code of the time step before; gives the recovery codes."""
    device = logins.begin_setup(user)
    done = logins.finish_setup(user, f"{totp(device.bin_key, t0=30):06d}")
    assert done is not None
    return done[1]


def require(role: str) -> None:
    LoginRule.objects.get(role=role).save()
    rule = LoginRule.objects.get(role=role)
    rule.second_factor = True
    rule.save()


def log_in(user: User, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(LOGIN, {"username": user.username, "password": PASSWORD})
    return client


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each refusal a whole page, whatever the clock says."""
    throttle._known.clear()
    monkeypatch.setattr(throttle, "PAGES_EVERY", 0)


# -- guessing ----------------------------------------------------------------------------------------------------------


def test_the_sixth_guess_at_a_name_from_one_address_is_refused_before_any_hashing(hashes: list[str]) -> None:
    make_user("amal")
    hashes.clear()
    said = [guess("amal", f"guess {n}").status_code for n in range(8)]
    assert (said, hashes) == ([200] * 4 + [429] * 4, [f"guess {n}" for n in range(5)])


def test_the_right_password_is_not_looked_at_either_while_the_pause_lasts(hashes: list[str]) -> None:
    make_user("amal")
    for _n in range(5):
        guess("amal")
    hashes.clear()
    answer = guess("amal", PASSWORD)
    assert (answer.status_code, hashes) == (429, [])


def test_the_pause_is_said_in_words_and_in_the_header_and_ends(hashes: list[str]) -> None:
    make_user("amal")
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC), tick=False) as clock:
        for _n in range(5):
            guess("amal")
        clock.shift(300)
        answer = guess("amal", PASSWORD)
        told = re.findall(r"Try again in [\w ]+", answer.content.decode())
        clock.shift(601)
        after = guess("amal", PASSWORD)
    assert (answer.status_code, answer["Retry-After"], told, after.status_code) == (
        429,
        "600",
        ["Try again in 10 minutes"],
        302,
    )


def test_nobody_locks_an_editor_out_from_elsewhere() -> None:
    make_user("amal")
    for n in range(40):
        guess("amal", address=f"198.51.100.{n % 8}")
    assert guess("amal", PASSWORD, address="203.0.113.7").status_code == 302


def test_one_address_is_refused_for_every_name_after_twenty_guesses(hashes: list[str]) -> None:
    make_user("amal")
    hashes.clear()
    said = [guess(f"name{n}").status_code for n in range(22)]
    other = guess("amal", PASSWORD, address="198.51.100.1").status_code
    assert (said, len(hashes), guess("amal", PASSWORD).status_code, other) == ([200] * 19 + [429] * 3, 21, 429, 302)


def test_coming_in_clears_the_guesses_at_that_name_and_no_others() -> None:
    make_user("amal")
    for n in range(16):
        guess(f"name{n}")
    for _n in range(2):
        guess("amal")
    came_in = guess("amal", PASSWORD).status_code
    said = [guess("amal").status_code for _n in range(4)]
    assert (came_in, said) == (302, [200, 200, 200, 429])


def test_who_comes_again_at_once_is_told_in_a_line_that_takes_no_query(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user("noor")
    for _n in range(5):
        guess("amal")
    page = guess("amal")
    monkeypatch.setattr(throttle, "PAGES_EVERY", 60)
    with django_assert_num_queries(0):
        answer = guess("amal")
    colleague = guess("noor", PASSWORD)
    assert (answer.status_code, answer.content, b"<form" in page.content, colleague.status_code) == (
        429,
        b"Too many tries. Try again in 15 minutes.\n",
        True,
        302,
    )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "found"),
    [
        (0, "198.51.100.1", "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (1, "1.2.3.4, 198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (2, "1.2.3.4, 198.51.100.1, 10.0.0.2", "127.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "127.0.0.1", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1", "127.0.0.1"),
        (1, "198.51.100.1:4711", "127.0.0.1", "198.51.100.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2:3::9]:443", "127.0.0.1", "2001:db8:1:2::"),
        (0, "", "::ffff:203.0.113.7", "203.0.113.7"),
        (0, "", "", None),
    ],
)
def test_the_address_is_the_one_that_trusted_servers_name(
    rf: Any, settings: Any, proxies: int, forwarded: str, remote: str, found: str | None
) -> None:
    settings.TRACKER_PROXIES = proxies
    assert throttle.address(rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)) == found


def test_one_password_is_hashed_at_a_time_and_who_comes_fourth_is_asked_to_come_back(hashes: list[str]) -> None:
    make_user("amal")
    hashes.clear()
    for _n in range(1 + throttle.WAITING):
        throttle._queue.acquire()
    try:
        answer = guess("amal", PASSWORD)
    finally:
        for _n in range(1 + throttle.WAITING):
            throttle._queue.release()
    assert (answer.status_code, answer["Retry-After"], hashes) == (429, "5", [])


def test_the_old_password_is_not_guessed_in_an_open_session_either(hashes: list[str]) -> None:
    client = as_(make_user("amal"))
    hashes.clear()
    typed = {"old_password": "wrong", "new_password1": "seven olive trees", "new_password2": "seven olive trees"}
    said = [client.post("/admin/password_change/", typed).status_code for _n in range(7)]
    assert (said, len(hashes)) == ([200] * 5 + [302] * 2, 5)


# -- the second factor -------------------------------------------------------------------------------------------------


def test_setting_up_shows_the_secret_proves_it_and_shows_ten_codes_once() -> None:
    user = make_user("amal")
    client = as_(user)
    page = client.get(SETUP).content.decode()
    device = TOTPDevice.objects.get(user=user)
    wrong = client.post(SETUP, {"code": "12"})
    done = client.post(SETUP, {"code": code_of(user)})
    codes = done.context["codes"]
    again = client.get(SETUP).content.decode()
    assert (
        [device.confirmed, "<svg" in page, "style=" in page, "secret" in page],
        list(wrong.context["form"].errors),
        [len(codes), all(re.fullmatch(r"\w{4}-\w{4}-\w{4}", code) for code in codes)],
        [code in again for code in codes],
        client.get(DESK).status_code,
        list(user.login_events.values_list("act", "by__username")),
        StaticToken.objects.filter(token__in=[code.replace("-", "") for code in codes]).count(),
    ) == ([False, True, False, True], ["code"], [10, True], [False] * 10, 200, [("factor_set_up", "amal")], 0)


def test_the_codes_are_handed_out_as_a_file_and_nothing_else_is() -> None:
    user = make_user("amal")
    client = as_(user)
    client.get(SETUP)
    codes = client.post(SETUP, {"code": code_of(user)}).context["codes"]
    file = client.post(f"{SETUP}codes.txt", {"codes": codes})
    forged = client.post(f"{SETUP}codes.txt", {"codes": ["=cmd()", *codes[1:]]})
    assert (file["Content-Disposition"], file.content.decode().split()[-10:], forged.status_code) == (
        'attachment; filename="recovery-codes.txt"',
        codes,
        302,
    )


def test_after_the_password_the_code_is_asked_for_and_then_the_page_that_was_wanted() -> None:
    user = make_user("amal")
    with_factor(user)
    client = Client()
    wanted = reverse("admin:initiatives_initiative_changelist")
    first = client.post(LOGIN, {"username": "amal", "password": PASSWORD, "next": wanted}, follow=True)
    wrong = client.post(CODE, {"code": "000000", "next": wanted})
    with time_machine.travel(time.time() + 2):
        right: Any = client.post(CODE, {"code": code_of(user), "next": wanted})
    assert (
        first.redirect_chain[-1][0].split("?")[0],
        wrong.status_code,
        right.url,
        client.get(wanted).status_code,
    ) == (
        CODE,
        200,
        wanted,
        200,
    )


def test_a_code_is_good_once() -> None:
    user = make_user("amal")
    with_factor(user)
    code = code_of(user)
    first = log_in(user).post(CODE, {"code": code}).status_code
    again = log_in(user).post(CODE, {"code": code}).status_code
    assert (first, again) == (302, 200)


def test_a_recovery_code_is_good_once_and_written_down() -> None:
    user = make_user("amal")
    code = with_factor(user)[0]
    first = log_in(user).post(CODE, {"code": code.upper().replace("-", " ")}).status_code
    again = log_in(user).post(CODE, {"code": code}).status_code
    assert (first, again, str(user.login_events.first())) == (302, 200, "recovery code used 9 left")


def test_wrong_codes_bring_a_pause_that_a_recovery_code_passes() -> None:
    user = make_user("amal")
    recovery = with_factor(user)[0]
    client = log_in(user)
    for _n in range(3):
        client.post(CODE, {"code": "000000"})
    app = client.post(CODE, {"code": code_of(user)}).status_code
    assert (app, client.post(CODE, {"code": recovery}).status_code) == (200, 302)


def test_wrong_codes_count_as_guesses_and_the_password_alone_does_not_clear_them() -> None:
    user = make_user("amal")
    recovery = with_factor(user)[0]
    said = []
    for _n in range(5):
        said.append(log_in(user).post(CODE, {"code": "not-a-code"}).status_code)
    refused = guess("amal", PASSWORD, address="127.0.0.1").status_code
    elsewhere = log_in(user, Client(REMOTE_ADDR="198.51.100.1"))
    assert (said, refused, elsewhere.post(CODE, {"code": recovery}).status_code) == ([200] * 5, 429, 302)


def test_the_pause_after_wrong_codes_stays_short_however_many_there_were() -> None:
    user = make_user("amal")
    with_factor(user)
    with time_machine.travel(time.time(), tick=False) as clock:
        for _n in range(15):
            logins.verify(user, "000000")
            clock.shift(3600)
        logins.verify(user, "000000")
        assert logins.seconds_to_wait(user) == 512


def test_digits_of_other_scripts_are_digits() -> None:
    user = make_user("amal")
    with_factor(user)
    code = code_of(user).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert log_in(user).post(CODE, {"code": code}).status_code == 302


def test_a_role_that_requires_it_is_led_to_set_it_up_at_the_next_request() -> None:
    editor, publisher = make_user("amal"), make_user("noor", UserRole.PUBLISHER)
    one, other = as_(editor), as_(publisher)
    before = one.get(DESK).status_code
    require(UserRole.EDITOR)
    led = one.get(DESK, follow=True)
    one.post(SETUP, {"code": code_of(editor)})
    assert (before, led.redirect_chain[-1][0], one.get(DESK).status_code, other.get(DESK).status_code) == (
        200,
        f"{SETUP}?next=%2Fadmin%2F",
        200,
        200,
    )


OPEN = {"login", "login_code", "login_password", "login_setup", "login_codes", "logout"}


@pytest.mark.once
@pytest.mark.parametrize("step", ["code", "setup", "password"])
def test_every_address_of_the_admin_refuses_whoever_is_not_through(step: str) -> None:
    user = make_user("amal", *UserRole.values)
    if step == "code":
        with_factor(user)
    elif step == "setup":
        require(UserRole.EDITOR)
    else:
        logins.reset_password(user, None)
    user.refresh_from_db()
    client = as_(user)
    found = {}
    for route in routes():
        if not route.is_admin or route.name.removeprefix("admin:") in OPEN:
            continue
        address = "/admin/initiatives/" if route.pattern.startswith("admin/^") else "/admin/nothing"
        if "(?P" not in route.pattern:
            address = route.filled(**dict.fromkeys(route.parameters, "1"))
        for method in (client.get, client.post):
            answer = method(address)
            found[address, method.__name__] = answer.status_code, answer.headers.get("Location", "").split("?")[0]
    assert (len(found) > 100, {where: said for where, said in found.items() if said != (302, LOGIN)}) == (True, {})


def test_new_recovery_codes_and_turning_off_need_a_code() -> None:
    user = make_user("amal")
    old = with_factor(user)
    client = log_in(user)
    client.post(CODE, {"code": old[0]})
    refused = client.post(SETUP, {"code": "wrong", "turn_off": ""}).status_code
    new = client.post(SETUP, {"code": old[1], "new_codes": ""}).context["codes"]
    stale = client.post(SETUP, {"code": old[2], "turn_off": ""}).status_code
    off = client.post(SETUP, {"code": new[0], "turn_off": ""}).status_code
    assert (refused, len(new), stale, off, TOTPDevice.objects.count(), client.get(DESK).status_code) == (
        200,
        10,
        200,
        302,
        0,
        200,
    )


# -- ways back ---------------------------------------------------------------------------------------------------------


def reset(user: User, what: str) -> str:
    return reverse(f"admin:initiatives_user_{what}", args=[user.pk])


def test_an_administrator_resets_a_password_that_is_shown_once_and_changed_at_the_login() -> None:
    user, boss = make_user("amal"), as_(make_user("boss", UserRole.ADMINISTRATOR))
    session = as_(user)
    asked = boss.get(reset(user, "reset_password"))
    shown = boss.post(reset(user, "reset_password")).context["password"]
    old = guess("amal", PASSWORD).status_code
    ended = session.get(DESK).status_code
    client = Client()
    led = client.post(LOGIN, {"username": "amal", "password": shown}, follow=True).redirect_chain[-1][0]
    same = client.post(CHOOSE, {"new_password1": shown, "new_password2": shown}).status_code
    chosen = client.post(CHOOSE, {"new_password1": "seven olive trees", "new_password2": "seven olive trees"})
    told = boss.get(reverse("admin:initiatives_user_change", args=[user.pk])).content.decode()
    assert (
        [asked.status_code, old, ended, led.split("?")[0], same, chosen.status_code, client.get(DESK).status_code],
        shown in told,
        re.findall(r"(?<=: )[a-z -]+ \(\w+\)(?=</li>)", told),
    ) == (
        [200, 200, 302, CHOOSE, 200, 302, 200],
        False,
        ["new password chosen (amal)", "one-time password made (boss)"],
    )


def test_a_one_time_password_runs_out() -> None:
    user = make_user("amal")
    password = logins.reset_password(user, None)
    with time_machine.travel(time.time() + 8 * 24 * 3600):
        answer = guess("amal", password)
    assert list(answer.context["form"].errors["__all__"]) == [
        "This one-time password has run out. Ask an Administrator for a new one."
    ]


def test_an_administrator_resets_a_lost_second_factor_and_every_session_ends() -> None:
    user, boss = make_user("amal"), as_(make_user("boss", UserRole.ADMINISTRATOR))
    codes = with_factor(user)
    session = log_in(user)
    session.post(CODE, {"code": codes[0]})
    before = session.get(DESK).status_code
    boss.post(reset(user, "reset_second_factor"))
    after = session.get(DESK).status_code
    user.refresh_from_db()
    assert (before, after, log_in(user).get(DESK).status_code, str(user.login_events.first())) == (
        200,
        302,
        200,
        "second factor reset",
    )


@pytest.mark.parametrize("what", ["reset_password", "reset_second_factor"])
def test_nobody_else_resets_and_nobody_resets_themselves(what: str) -> None:
    user, boss = make_user("amal"), make_user("boss", UserRole.ADMINISTRATOR)
    said = [
        as_(make_user()).post(reset(user, what)).status_code,
        as_(make_user("", UserRole.PUBLISHER)).post(reset(user, what)).status_code,
        as_(boss).post(reset(boss, what)).status_code,
    ]
    assert (said, user.login_events.count()) == ([404, 404, 403], 0)


# -- sessions ----------------------------------------------------------------------------------------------------------


def test_a_new_password_ends_every_other_session() -> None:
    user = make_user("amal")
    here, there = as_(user), as_(user)
    typed = {"old_password": PASSWORD, "new_password1": "seven olive trees", "new_password2": "seven olive trees"}
    here.post("/admin/password_change/", typed)
    assert (here.get(DESK).status_code, there.get(DESK).status_code) == (200, 302)


def test_a_session_ends_eight_hours_after_the_last_page_of_the_admin() -> None:
    user = make_user("amal")
    with time_machine.travel(dt.datetime(2026, 3, 1, 6, 0, tzinfo=dt.UTC), tick=False) as clock:
        client = log_in(user)
        said = []
        for hours in (7, 7, 9):
            clock.shift(hours * 3600)
            said.append(client.get(DESK).status_code)
    assert said == [200, 200, 302]


def test_the_cookies_are_closed_and_public_pages_touch_no_session() -> None:
    client = log_in(make_user("amal"))
    session, csrf = client.cookies["sessionid"], client.cookies["csrftoken"]
    public = client.get("/")
    assert (
        [session["httponly"], session["samesite"], csrf["httponly"], csrf["samesite"]],
        [public.cookies.output(), public.headers.get("Vary", "").count("Cookie")],
        {client.get(page).headers["Cache-Control"] for page in (DESK, LOGIN, SETUP)},
    ) == ([True, "Lax", True, "Lax"], ["", 0], {"no-store"})


def test_deactivating_and_changing_a_role_count_at_the_next_request_and_are_written_down() -> None:
    user, boss = make_user("amal"), make_user("boss", UserRole.ADMINISTRATOR)
    client, administrator = as_(user), as_(boss)
    page = reverse("admin:initiatives_user_change", args=[user.pk])
    users = reverse("admin:initiatives_user_changelist")
    said = [client.get(DESK).status_code, client.get(users).status_code]
    form = administrator.get(page).context["adminform"].form
    typed = {"username": "amal", "is_active": "on", "opened_version": form["opened_version"].value()}
    role = Group.objects.get(name=UserRole.ADMINISTRATOR)
    administrator.post(page, {**typed, "groups": [role.pk]})
    said.append(client.get(users).status_code)
    form = administrator.get(page).context["adminform"].form
    del typed["is_active"]
    administrator.post(page, {**typed, "groups": [role.pk], "opened_version": form["opened_version"].value()})
    said.append(client.get(DESK).status_code)
    assert (said, [(str(event), str(event.by)) for event in user.login_events.all()]) == (
        [200, 403, 200, 302],
        [("deactivated", "boss"), ("roles changed Editor → Administrator", "boss")],
    )


def test_the_messages_say_when_codes_run_low() -> None:
    user = make_user("amal")
    codes = with_factor(user)
    StaticToken.objects.exclude(pk__in=StaticToken.objects.values("pk")[:3]).delete()
    kept = [code for code in codes if logins.are_codes_of(user, [code])]
    client = log_in(user)
    page: Any = client.post(CODE, {"code": kept[0]}, follow=True)
    assert messages(page) == ["You have 2 recovery codes left. Make new ones under “Second factor”."]


def test_what_the_quiet_hasher_makes_is_djangos_own_and_known_again() -> None:
    quiet, plain = throttle.QuietHasher(), PBKDF2PasswordHasher()
    made = quiet.encode("seven olive trees", "salt", 1000)
    assert (made, quiet.verify("seven olive trees", made)) == (plain.encode("seven olive trees", "salt", 1000), True)
