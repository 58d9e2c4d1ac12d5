"""`manage.py reset_login`: a way back in for whoever runs the server."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from initiatives.models import User
from tests.admin.test_login import with_factor
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("reset_login", *arguments, stdout=out)
    return out.getvalue()


def test_it_makes_a_one_time_password_and_forgets_the_telephone() -> None:
    user = make_user("amal")
    with_factor(user)
    said = run("amal", "--password", "--totp")
    found = re.fullmatch(
        r"The second factor of amal is forgotten\.\nOne-time password of amal, good for 7 days: ([a-z2-9-]{19})\n", said
    )
    assert found is not None
    answer = Client().post("/admin/login/", {"username": "amal", "password": found[1]}, follow=True)
    assert (
        TOTPDevice.objects.count(),
        answer.redirect_chain[-1][0],
        [(event.act, event.by) for event in User.objects.get().login_events.all()[:2]],
    ) == (0, "/admin/login/password/?next=%2Fadmin%2F", [("password_reset", None), ("factor_reset", None)])


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("amal",), "Nothing to reset. Give --password, --totp or both."),
        (("noor", "--totp"), "There is no user 'noor'."),
        (("gone", "--totp"), "gone is deactivated. An Administrator can activate them in the admin."),
    ],
)
def test_it_says_in_one_line_what_is_wrong(arguments: tuple[str, ...], refusal: str) -> None:
    make_user("amal")
    make_user("gone", is_active=False)
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert str(error.value) == refusal
