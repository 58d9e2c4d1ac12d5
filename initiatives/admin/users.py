"""Who works here: Administrators make users, give them roles and an organisation, and deactivate them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives import policy
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import person, site
from initiatives.admin.versions import VersionedForm
from initiatives.choices import UserRole
from initiatives.models import User

ROLES_HELP = _(
    "Editors write. Publishers review and release. Administrators keep users, organisations and lists. "
    "Without a role nobody comes in."
)


class NewUserForm(VersionedForm, AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("username",)


class UserForm(VersionedForm, UserChangeForm[User]):
    asked_by: User | None = None

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
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email", "organisation")}),
        (_("Roles"), {"fields": ("groups", "is_active")}),
        (_("Seen"), {"fields": ("last_login", "date_joined")}),
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

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.asked_by = person(request)
        return form

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
        obj.save()
