"""What the tests of the admin share: logging in, and posting a change form as a browser would."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from initiatives.models import User


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change(model: str, pk: int) -> str:
    return reverse(f"admin:initiatives_{model}_change", args=[pk])


def add(model: str) -> str:
    return reverse(f"admin:initiatives_{model}_add")


def verb(model: str, pk: int, name: str) -> str:
    return reverse(f"admin:initiatives_{model}_{name}", args=[pk])


def quick(pk: int) -> str:
    return reverse("admin:initiatives_statusupdate_quick", args=[pk])


def filled(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send after opening the form and typing the changes."""
    context = client.get(address).context
    data = _values(context["adminform"].form)
    for formset in context["inline_admin_formsets"]:
        data |= _values(formset.formset.management_form)
        for form in formset.formset.initial_forms:
            data |= _values(form)
    return {**data, **changes}


def _values(form: BaseForm) -> dict[str, Any]:
    values = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            values[field.html_name] = value
    return values


def messages(response: HttpResponse) -> list[str]:
    context: Any = getattr(response, "context", None)
    return [str(message) for message in context["messages"]]


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(problems) for name, problems in response.context["adminform"].form.errors.items()}
