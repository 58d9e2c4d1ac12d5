"""The way in: password, second factor, one-time passwords; and what happens to those who are not through yet."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import django_otp
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME, update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from initiatives import logins, policy
from initiatives.admin import kept, throttle
from initiatives.admin.sessions import SEEN, SessionStore
from initiatives.choices import LoginAct
from initiatives.models import User

if TYPE_CHECKING:
    OwnPasswordForm = SetPasswordForm[User]
else:
    OwnPasswordForm = SetPasswordForm


class LoginForm(AdminAuthenticationForm):
    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        until = user.one_time_password_until
        if until is not None and until < timezone.now():
            raise ValidationError(
                _("This one-time password has run out. Ask an Administrator for a new one."), code="run_out"
            )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class LoginPages(admin.AdminSite):
    """The pages of the way in; the desk is built on them."""

    login_form = LoginForm
    login_template = "admin/login.html"

    def has_permission(self, request: HttpRequest) -> bool:
        user = cast("User", request.user)
        return bool(policy.roles(user)) and logins.step_of(user) is None

    def get_urls(self) -> list[URLResolver | URLPattern]:
        own: list[URLResolver | URLPattern] = [
            path("login/code/", self.step_page(self.code_page), name="login_code"),
            path("login/password/", self.step_page(self.password_page), name="login_password"),
            path("login/second-factor/", self.step_page(self.factor_page), name="login_setup"),
            path("login/second-factor/codes.txt", self.step_page(self.codes_file), name="login_codes"),
            # Also for those who are not through yet.
            path("logout/", self.logout, name="logout"),
        ]
        return [*own, *super().get_urls()]

    # -- the gate of every page ------------------------------------------------------------------------------------

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                answer = self._kept_at_the_gate(request) if request.method == "POST" else None
                return answer or inner(request, *args, **kwargs)
            cast("SessionStore", request.session).renew()
            again = kept.shown_again(request, lambda again: inner(again, *args, **kwargs))
            if isinstance(again, dict):
                context = {**self.each_context(request), "title": _("What you typed"), **again}
                return TemplateResponse(request, "admin/kept.html", context)
            answer = again or inner(request, *args, **kwargs)
            return cast("HttpResponseBase", answer)

        return update_wrapper(gate, inner)

    def _kept_at_the_gate(self, request: HttpRequest) -> HttpResponseBase | None:
        """A form that arrived after the session had ended: the login page carries it on."""
        if request.user.is_authenticated:
            kept.put(request)
            return None
        if not kept.put(request):
            return None
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "form": self.login_form(request),
            "next": request.get_full_path(),
            "kept": True,
        }
        return TemplateResponse(request, self.login_template, context, status=403)

    # -- name and password -----------------------------------------------------------------------------------------

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        user = request.user
        if request.method != "POST":
            if isinstance(user, User) and policy.roles(user) and (step := logins.step_of(user)):
                return HttpResponseRedirect(to_step(request, step))
            return super().login(request, extra_context)
        name = request.POST.get("username", "")
        if pause := throttle.pause(request, name):
            return self.refused(request, pause)
        waits = kept.is_there(request)
        try:
            with throttle.one_hash():
                answer = super().login(request, {**(extra_context or {}), "kept": waits})
        except throttle.Busy:
            if not waits and not throttle.may_show_busy():
                throttle.hold()
                return throttle.in_a_line(throttle.BUSY_SECONDS)
            return self.refused(request, throttle.Pause(throttle.BUSY_SECONDS, name))
        if request.user.is_authenticated and isinstance(answer, HttpResponseRedirect):
            request.session[SEEN] = int(time.time())
            kept.take(request)
            kept.know(answer, request.user)
        return answer

    def refused(self, request: HttpRequest, pause: throttle.Pause) -> HttpResponse:
        """429, with the login page that says how long to wait and keeps what it carries."""
        form = self.login_form(request, initial={"username": request.POST.get("username", "")[:150]})
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "form": form,
            "waits": throttle.in_words(pause.seconds),
            "next": next_page(request),
            "kept": kept.is_there(request),
        }
        throttle.remember(request, pause)
        answer = TemplateResponse(request, self.login_template, context, status=429).render()
        answer.headers["Retry-After"] = str(pause.seconds)
        return answer

    # -- the steps after the password ------------------------------------------------------------------------------

    def step_page(self, page: Callable[[HttpRequest, User], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @sensitive_post_parameters()
        def view(request: HttpRequest) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User) or not policy.roles(user):
                return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({'next': next_page(request)})}")
            return page(request, user)

        return view

    def code_page(self, request: HttpRequest, user: User) -> HttpResponseBase:
        if logins.step_of(user) != "code":
            return HttpResponseRedirect(next_page(request))
        form = CodeForm(request.POST or None)
        if request.method == "POST":
            device, refusal = self._checked(request, user, form)
            if refusal is not None:
                return refusal
            if device is not None:
                django_otp.login(request, device)
                request.session.cycle_key()
                throttle.forgive(request, user.get_username())
                left = logins.codes_left(user)
                if left < 3:
                    messages.warning(
                        request,
                        ngettext(
                            "You have %(n)d recovery code left. Make new ones under “Second factor”.",
                            "You have %(n)d recovery codes left. Make new ones under “Second factor”.",
                            left,
                        )
                        % {"n": left},
                    )
                return HttpResponseRedirect(next_page(request))
        return self._step(request, "code", _("Second factor"), {"form": form})

    def _checked(self, request: HttpRequest, user: User, form: CodeForm) -> tuple[Any, HttpResponse | None]:
        """The device that the typed code proves, or the 429 that answers a guesser."""
        seconds = throttle.wait(request, user.get_username())
        if seconds:
            return None, self._code_refused(request, form, seconds)
        if not form.is_valid():
            return None, None
        device = logins.verify(user, form.cleaned_data["code"])
        if device is None:
            throttle.failed(request, user.get_username())
            request.axes_locked_out = False  # type: ignore[attr-defined] # this page says it itself
            seconds = logins.seconds_to_wait(user)
            form.add_error(
                "code", _("This code is not right, or was used already. Wait for the next one on your telephone.")
            )
            if seconds > 4:
                form.add_error(
                    None,
                    _("Codes of the telephone are taken again in %(time)s; a recovery code at once.")
                    % {"time": throttle.in_words(seconds)},
                )
        return device, None

    def _code_refused(self, request: HttpRequest, form: CodeForm, seconds: int) -> HttpResponse:
        context = {"form": form, "waits": throttle.in_words(seconds)}
        answer = self._step(request, "code", _("Second factor"), context, status=429).render()
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def password_page(self, request: HttpRequest, user: User) -> HttpResponseBase:
        if logins.step_of(user) != "password":
            return HttpResponseRedirect(next_page(request))
        form = ChosenPasswordForm(user, request.POST or None)
        if request.method == "POST":
            try:
                with throttle.one_hash():
                    if form.is_valid():
                        logins.choose_password(user, form.cleaned_data["new_password1"])
                        update_session_auth_hash(request, user)
                        messages.success(request, _("Your new password holds from now on."))
                        return HttpResponseRedirect(next_page(request))
            except throttle.Busy:
                messages.error(request, _("Many people are logging in just now. Try again in a few seconds."))
                form = ChosenPasswordForm(user)
        return self._step(request, "password", _("Choose your password"), {"form": form})

    def factor_page(self, request: HttpRequest, user: User) -> HttpResponseBase:
        """Setting it up; for those who have it, new recovery codes and turning it off."""
        step = logins.step_of(user)
        if step not in {None, "setup"}:
            return HttpResponseRedirect(to_step(request, step))
        if getattr(user, "otp_device", None) is not None:
            return self._factor_kept(request, user)
        device = logins.begin_setup(user)
        form = CodeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            done = logins.finish_setup(user, form.cleaned_data["code"])
            if done is not None:
                django_otp.login(request, done[0])
                request.session.cycle_key()
                return self._codes_page(request, done[1])
            form.add_error(
                "code", _("This code is not right. Is the telephone's clock right? Type the code that it shows now.")
            )
        # Few workers ever draw one.
        import segno

        qr = segno.make(device.config_url, error="m")
        context = {
            "form": form,
            "qr": mark_safe(qr.svg_inline(scale=1, border=4, light="#fff", dark="#000", omitsize=True)),
            "secret": _grouped(device),
            "required": step == "setup",
        }
        return self._step(request, "setup", _("Set up a second factor"), context)

    def _factor_kept(self, request: HttpRequest, user: User) -> HttpResponseBase:
        form = CodeForm(request.POST or None)
        if request.method == "POST":
            device, refusal = self._checked(request, user, form)
            if refusal is not None:
                return refusal
            if device is not None:
                if "turn_off" not in request.POST:
                    return self._codes_page(request, logins.new_codes(user))
                logins.turn_off(user)
                messages.success(request, _("Your second factor is off."))
                return HttpResponseRedirect(reverse("admin:index"))
        context = {"form": form, "left": logins.codes_left(user), "required": logins.is_required(user)}
        return self._step(request, "factor", _("Second factor"), context)

    def _codes_page(self, request: HttpRequest, codes: list[str]) -> HttpResponseBase:
        return self._step(request, "codes", _("Your recovery codes"), {"codes": codes, "goes_on": next_page(request)})

    def codes_file(self, request: HttpRequest, user: User) -> HttpResponseBase:
        """The codes that the page before has shown, handed back as a file; nothing but real ones is echoed."""
        codes = request.POST.getlist("codes")[: logins.RECOVERY_CODES]
        if logins.step_of(user) is not None or not logins.are_codes_of(user, codes):
            return HttpResponseRedirect(reverse("admin:login_setup"))
        said = _("Recovery codes of %(name)s. Each is good once.") % {"name": user.get_username()}
        answer = HttpResponse("\n".join([said, "", *codes, ""]), content_type="text/plain; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
        return answer

    def _step(
        self, request: HttpRequest, step: str, title: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        whole = {**self.each_context(request), "title": title, "step": step, "next": next_page(request), **context}
        return TemplateResponse(request, f"admin/login_{step}.html", whole, status=status)

    # -- changing one's own password -------------------------------------------------------------------------------

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method != "POST":
            return super().password_change(request, extra_context)
        user = cast("User", request.user)
        seconds = throttle.wait(request, user.get_username())
        if not seconds:
            try:
                with throttle.one_hash():
                    return self._own_password_changed(request, user, super().password_change(request, extra_context))
            except throttle.Busy:
                seconds = throttle.BUSY_SECONDS
        messages.error(request, _("Too many tries. Try again in %(time)s.") % {"time": throttle.in_words(seconds)})
        return HttpResponseRedirect(request.path)

    def _own_password_changed(self, request: HttpRequest, user: User, answer: Any) -> HttpResponse:
        if answer.status_code != 200:
            logins.record(user, LoginAct.PASSWORD_CHOSEN, user)
        elif "old_password" in answer.context_data["form"].errors:
            throttle.failed(request, user.get_username())
            request.axes_locked_out = False  # type: ignore[attr-defined] # said at the next try
        return cast("HttpResponse", answer)


class ChosenPasswordForm(OwnPasswordForm):
    def clean_new_password1(self) -> str:
        chosen: str = self.cleaned_data["new_password1"]
        if self.user.check_password(chosen):
            raise ValidationError(_("Choose another one than the one-time password."))
        return chosen


def next_page(request: HttpRequest) -> str:
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    home = reverse("admin:index")
    is_ours = wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else home


def to_step(request: HttpRequest, step: str | None) -> str:
    return f"{reverse(f'admin:login_{step}')}?{urlencode({REDIRECT_FIELD_NAME: next_page(request)})}"


def _grouped(device: Any) -> str:
    """The secret as authenticator apps take it by hand."""
    import base64

    secret = base64.b32encode(device.bin_key).decode()
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
