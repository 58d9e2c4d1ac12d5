"""Who works here: Administrators make users, give them roles and an organisation, and deactivate them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives import logins, policy
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import person, site
from initiatives.admin.versions import VersionedForm
from initiatives.choices import LoginAct, UserRole
from initiatives.models import LoginRule, User

ROLES_HELP = _(
    "Editors write. Publishers review and release. Administrators keep users, organisations and lists. "
    "Without a role nobody comes in."
)


class NewUserForm(VersionedForm, AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("username",)


class UserForm(VersionedForm, UserChangeForm[User]):
    password = None  # type: ignore[assignment] # it is chosen by its owner, or reset

    class Meta:
        model = User
        fields = "__all__"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk is not None and self.asked_by is not None and self.instance.pk == self.asked_by.pk:
            groups = self.cleaned_data.get("groups")
            kept = groups is None or any(group.name == UserRole.ADMINISTRATOR for group in groups)
            if not self.cleaned_data.get("is_active", True) or not kept:
                raise ValidationError(_("You would lock yourself out. Ask another Administrator to do this."))
        return cleaned


@admin.register(User, site=site)
class UserAdmin(PolicyAdmin[User], DjangoUserAdmin[User]):
    form = UserForm
    add_form = NewUserForm
    add_form_template = None
    change_user_password_template = None
    list_display = ("username", "email", "organisation", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    list_select_related = ("organisation",)
    filter_horizontal = ()
    search_fields = ("username", "first_name", "last_name", "email")
    autocomplete_fields = ("organisation",)
    readonly_fields = ("last_login", "date_joined", "way_in")
    fieldsets = (
        (None, {"fields": ("username",)}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email", "organisation")}),
        (_("Roles"), {"fields": ("groups", "is_active")}),
        (_("Seen"), {"fields": ("last_login", "date_joined")}),
        (_("Way in"), {"fields": ("way_in",)}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email", "organisation")}),
        (_("Roles"), {"fields": ("groups",)}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        groups = Group.objects.filter(name__in=UserRole.values) if policy.is_administrator(person(request)) else None
        return forms.ModelMultipleChoiceField(
            label=_("roles"),
            queryset=groups if groups is not None else Group.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=ROLES_HELP,
        )

    def store(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.is_staff = True  # the roles decide who comes in
        if not change and obj.has_usable_password():
            # Two people know it: its owner chooses another at the first login.
            obj.one_time_password_until = timezone.now() + logins.ONE_TIME_PASSWORD_LASTS
        obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        user, by = form.instance, person(request)
        before = User.objects.prefetch_related("groups").get(pk=user.pk)
        was, had = before.is_active, self.roles(before)
        super().save_related(request, form, formsets, change)
        has = self.roles(User.objects.prefetch_related("groups").get(pk=user.pk))
        if was != user.is_active:
            logins.record(user, LoginAct.ACTIVATED if user.is_active else LoginAct.DEACTIVATED, by)
        if had != has:
            logins.record(user, LoginAct.ROLES_CHANGED, by, f"{had or '–'} → {has or '–'}")

    # -- ways back without e-mail ----------------------------------------------------------------------------------

    @admin.display(description=_("what was done"))
    def way_in(self, user: User) -> str:
        events = user.login_events.select_related("by")[:EVENTS_TOLD]
        if not events:
            return "–"
        lines = (
            (
                date_format(timezone.localtime(event.at), "j F Y, H:i"),
                str(event),
                event.by.get_username() if event.by else gettext("on the server"),
            )
            for event in events
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} ({})</li>", lines))

    def get_urls(self) -> list[URLPattern]:
        # Django's page lets an Administrator type a password for somebody else, which then two people know for good.
        kept = [url for url in super().get_urls() if url.name != "auth_user_password_change"]
        own = [
            path(
                f"<path:object_id>/{reset.name}/",
                self.admin_site.admin_view(self._view_of(reset)),
                name=f"initiatives_user_{reset.name}",
            )
            for reset in RESETS
        ]
        return [*own, *kept]

    def verbs_for(self, request: HttpRequest, row: User) -> list[dict[str, Any]]:
        if row.pk == person(request).pk:
            return []
        return [
            {"name": reset.name, "label": reset.label, "is_grave": True, "url": self.address(reset.name, row)}
            for reset in RESETS
        ]

    def _view_of(self, reset: Reset) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            user: User = self.get_object(request, object_id)
            if not policy.can(person(request), "change", user) or user.pk == person(request).pk:
                raise PermissionDenied
            context = {
                **self.admin_site.each_context(request),
                "title": reset.label,
                "verb": reset,
                "original": user,
                "opts": self.opts,
                "back": self.address("change", user),
                "days": logins.ONE_TIME_PASSWORD_LASTS.days,
            }
            if request.method == "POST":
                # Shown in this answer and nowhere else; what is stored is a hash.
                context |= {"done": True, "password": reset.run(user, person(request))}
            return TemplateResponse(request, "admin/initiatives/user/reset.html", context)

        return view


@dataclass(frozen=True)
class Reset:
    name: str
    label: Any
    intro: Any
    run: Callable[[User, User], str | None]


RESETS = (
    Reset(
        "reset_password",
        _("Reset password"),
        _(
            "Makes a one-time password and ends every session of this person. Give it to them yourself, by telephone "
            "or in person; they choose their own at the next login."
        ),
        logins.reset_password,
    ),
    Reset(
        "reset_second_factor",
        _("Reset second factor"),
        _(
            "For a lost telephone. Forgets it and the recovery codes, and ends every session of this person. Make sure "
            "that it is they who ask: until they set up a new one, the password alone lets them in."
        ),
        logins.reset_second_factor,
    ),
)
EVENTS_TOLD = 20


@admin.register(LoginRule, site=site)
class LoginRuleAdmin(PolicyAdmin[LoginRule]):
    list_display = ("__str__", "second_factor")
    fields = ("second_factor",)
