"""An admin that does not ask the policy fails the system check."""

from django.contrib import admin

from initiatives.admin import checks
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import site
from initiatives.models import Document, Edition


class BareAdmin(admin.ModelAdmin[Edition]):
    pass


class BareInline(admin.TabularInline[Document, Edition]):
    model = Document


class HalfAdmin(PolicyAdmin[Edition]):
    inlines = (BareInline,)


def found_with(bare: type[admin.ModelAdmin[Edition]]) -> list[tuple[str, str]]:
    site.register(Edition, bare)
    try:
        return [(str(error.id), error.msg) for error in checks.check_policy(None)]
    finally:
        site.unregister(Edition)


def test_the_site_as_it_stands_passes() -> None:
    assert checks.check_policy(None) == []


def test_an_admin_without_the_policy_is_named() -> None:
    assert found_with(BareAdmin) == [("tracker.E010", "tests.admin.test_checks.BareAdmin does not ask the policy.")]


def test_an_inline_without_the_policy_is_named() -> None:
    assert found_with(HalfAdmin) == [("tracker.E010", "tests.admin.test_checks.BareInline does not ask the policy.")]
