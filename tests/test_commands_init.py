"""`manage.py init`: the first administrator, never a default one."""

import io
import os
import pty
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from initiatives.models import User
from tests.test_settings import good_environment, run
from tracker.environment import BASE_DIR, secret_weakness

PASSWORD = "olive-harbour-seven-lanterns"


def init(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str | None = PASSWORD) -> str:
    if password is None:
        monkeypatch.delenv("TRACKER_ADMIN_PASSWORD", raising=False)
    else:
        monkeypatch.setenv("TRACKER_ADMIN_PASSWORD", password)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    out = io.StringIO()
    call_command("init", *arguments, stdout=out)
    return out.getvalue()


AMAL = ("--username", "amal", "--email", "amal@example.org")


@pytest.mark.django_db
def test_init_makes_one_administrator_who_may_publish_and_is_no_superuser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = init(monkeypatch, *AMAL)
    user = User.objects.get()
    assert (
        said,
        [user.username, user.email, user.is_staff, user.is_superuser, user.check_password(PASSWORD)],
        sorted(user.groups.values_list("name", flat=True)),
    ) == (
        "amal can now log in, as Administrator and Publisher.\n",
        ["amal", "amal@example.org", True, False, True],
        ["Administrator", "Publisher"],
    )


@pytest.mark.django_db
def test_a_second_administrator_is_made_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    init(monkeypatch, *AMAL)
    with pytest.raises(CommandError) as refusal:
        init(monkeypatch, "--username", "noa", "--email", "noa@example.org")
    alone = list(User.objects.values_list("username", flat=True))
    init(monkeypatch, "--username", "noa", "--email", "noa@example.org", "--another")
    assert (str(refusal.value), alone, sorted(User.objects.values_list("username", flat=True))) == (
        "There is an administrator already: amal. Give --another to add one.",
        ["amal"],
        ["amal", "noa"],
    )


@pytest.mark.django_db
def test_a_deactivated_administrator_does_not_stand_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user("gone", is_active=False).groups.set(Group.objects.filter(name="Administrator"))
    assert init(monkeypatch, *AMAL) == "amal can now log in, as Administrator and Publisher.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "password", "refusal"),
    [
        (AMAL, None, "The password is missing. Give it in the environment variable TRACKER_ADMIN_PASSWORD."),
        (AMAL[2:], PASSWORD, "User name is missing. Give it with --username."),
        (AMAL[:2], PASSWORD, "E-mail is missing. Give it with --email."),
        (("--username", " ", *AMAL[2:]), PASSWORD, "User name is empty. Give it with --username."),
        ((*AMAL[:2], "--email", "amal"), PASSWORD, "Enter a valid email address."),
        (
            ("--username", "am al", *AMAL[2:]),
            PASSWORD,
            "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
        ),
        (
            AMAL,
            "short",
            "This password is too short. It must contain at least 12 characters.",
        ),
        (AMAL, "amal@example.org", "The password is too similar to the email address."),
        (AMAL, "q1w2e3r4t5y6", "This password is too common."),
        (AMAL, "402938475610", "This password is entirely numeric."),
    ],
)
def test_init_refuses_what_is_missing_or_weak_and_makes_nobody(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], password: str | None, refusal: str
) -> None:
    with pytest.raises(CommandError) as refused:
        init(monkeypatch, *arguments, password=password)
    assert (str(refused.value), User.objects.count()) == (refusal, 0)


@pytest.mark.django_db
def test_init_does_not_take_a_name_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user("amal")
    with pytest.raises(CommandError) as refused:
        init(monkeypatch, *AMAL)
    assert str(refused.value) == "A user with that username already exists."


def test_init_on_an_empty_machine_writes_a_secret_once_and_asks_to_migrate(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("SITE_NAME=Ours")
    environment = good_environment(tmp_path) | {"ENV_FILE": str(file)}
    del environment["SECRET_KEY"]
    first = run(environment, "manage.py", "init", *AMAL)
    kept, _, written = file.read_text().partition("\n")
    again = run(environment, "manage.py", "init", *AMAL)
    unmigrated = "CommandError: The database is not ready. Run `manage.py migrate` first.\n"
    assert (first, again) == (
        (1, "", f"A new SECRET_KEY was written into {file}; keep that file private.\n{unmigrated}"),
        (1, "", unmigrated),
    )
    assert (kept, secret_weakness(written.strip().removeprefix("SECRET_KEY="))) == ("SITE_NAME=Ours", "")
    assert file.read_text() == f"SITE_NAME=Ours\n{written}"


def test_the_file_that_init_makes_is_private(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    environment = good_environment(tmp_path) | {"ENV_FILE": str(file)}
    del environment["SECRET_KEY"]
    run(environment, "manage.py", "init", *AMAL)
    assert oct(file.stat().st_mode & 0o777) == "0o600"


def typed(environment: dict[str, str], dialogue: list[tuple[str, str]], *command: str) -> tuple[int, str]:
    """Runs a command on a terminal and types each answer when its question has appeared."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(BASE_DIR)
        os.execve(sys.executable, [sys.executable, *command], environment)
    screen, answers = "", list(dialogue)
    while True:
        try:
            chunk = os.read(terminal, 1024)
        except OSError:  # how Linux says that the other end has closed
            break
        if not chunk:
            break
        screen += chunk.decode()
        if answers and screen.endswith(answers[0][0]):
            os.write(terminal, (answers.pop(0)[1] + "\n").encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), screen.replace("\r\n", "\n")


def test_init_on_a_terminal_asks_until_the_password_is_good(tmp_path: Path) -> None:
    environment = good_environment(tmp_path)
    assert run(environment, "manage.py", "migrate", "--verbosity", "0") == (0, "", "")
    dialogue = [
        ("User name: ", "amal"),
        ("E-mail: ", "amal@example.org"),
        ("Password: ", "short"),
        ("Password: ", PASSWORD),
        ("Password again: ", PASSWORD.upper()),
        ("Password: ", PASSWORD),
        ("Password again: ", PASSWORD),
    ]
    code, screen = typed(environment | {"DJANGO_COLORS": "nocolor"}, dialogue, "manage.py", "init")
    assert (code, [line for line in screen.splitlines() if not line.startswith("  ")]) == (
        0,
        [
            "User name: amal",
            "E-mail: amal@example.org",
            "Password: ",
            "This password is too short. It must contain at least 12 characters.",
            "Password: ",
            "Password again: ",
            "The two passwords differ.",
            "Password: ",
            "Password again: ",
            "amal can now log in, as Administrator and Publisher.",
        ],
    )
