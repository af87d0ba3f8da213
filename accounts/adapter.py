"""Where allauth asks us: mail, addresses, limits, and where to go after signing in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from accounts.actions.addresses import release_unproven_address
from accounts.domain.zones import zone_or_utc
from accounts.forms.messages import ACCOUNT_ERRORS, SOCIAL_ERRORS
from accounts.middleware import welcome_url
from accounts.models import User
from accounts.notifications import queue_account_mail
from accounts.outside import ProviderSession
from accounts.queries.profiles import profile_of


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_ERRORS

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = {name: value for name, value in context.items() if name != "request"}
        queue_account_mail(template_prefix, to=email, now=timezone.now(), context=context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """The same as allauth's, with the time in the zone of the person who reads it."""
        context = {"zone": zone_or_utc(profile_of(user).timezone).key, **(context or {})}
        super().send_notification_mail(template_prefix, user, context, email)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many attempts end the request with 429, wherever a form notices them."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(respond_429(allauth_context.request))
        return super().validation_error(code, *args)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Whoever proves an address gets it, also from an account that never proved it."""
        user, email = email_address.user, email_address.email
        try:
            with transaction.atomic():
                release_unproven_address(email, by=user, now=timezone.now())
                return super().confirm_email(request, email_address)
        except IntegrityError:  # an account that may not be released holds it
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": email})
            return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """New people see the welcome page first, and then where they were going."""
        response = super().post_login(request, user, **kwargs)
        if profile_of(user).onboarded_at is None and isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(welcome_url(response.url))
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | SOCIAL_ERRORS

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """A site whose keys are not set is not there: 404, where allauth lets a 500 happen."""
        try:
            return super().get_app(request, provider, client_id=client_id)
        except SocialApp.DoesNotExist:
            raise Http404("This way of signing in is not set up.") from None

    def get_requests_session(self) -> ProviderSession:
        return ProviderSession()

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, extra_context: Any = None, **_: Any
    ) -> None:
        """Whoever is signed in, and went there to connect something, comes back to where they
        began: allauth's own page would offer to sign in."""
        state = (extra_context or {}).get("state")
        if not request.user.is_authenticated or (state and state["process"] == AuthProcess.LOGIN):
            return
        if state:
            words = f"Nothing was connected: {provider.name} did not confirm it."
        else:
            words = "That step was done before, or took too long. Start again if need be."
        messages.error(request, words)
        raise ImmediateHttpResponse(redirect((state or {}).get("next") or "home"))

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """The person, their profile and their sign-in method, or none of them."""
        with transaction.atomic():
            return super().save_user(request, sociallogin, form)
