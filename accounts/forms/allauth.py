"""allauth's forms with our labels and hints, and without placeholders that repeat them."""

import struct
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User

_HINT_FOR_NEW = "At least 10 characters. Three or four unrelated words are easy to remember."


def _forgotten_link() -> SafeString:
    return format_html('<a href="{}">Forgot it?</a>', reverse_lazy("account_reset_password"))


class PlainForm:
    """Applies `labels` and `hints` by field name."""

    labels: dict[str, str] = {  # noqa: RUF012
        "email": "E-mail address",
        "login": "E-mail address",
        "code": "Code",
        "name": "Name",
    }
    hints: dict[str, Any] = {}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class LoginForm(PlainForm, account.LoginForm):
    hints = {"password": lazy(_forgotten_link, SafeString)()}  # noqa: RUF012


class SignupForm(PlainForm, account.SignupForm):
    hints = {  # noqa: RUF012
        "email": "We send one mail to verify it. Other people never see it.",
        "password1": _HINT_FOR_NEW,
    }

    def try_save(self, request: HttpRequest) -> Any:
        """As slow for an address that has an account as for a new one (that hashes too)."""
        if self.account_already_exists:
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        """The person, their profile and their address, or none of them."""
        with transaction.atomic():
            return super().save(request)


class SocialSignupForm(PlainForm, social.SignupForm):
    hints = {"email": "We send one mail to verify it. Other people never see it."}  # noqa: RUF012


class AddEmailForm(PlainForm, account.AddEmailForm):
    labels = {"email": "New address"}  # noqa: RUF012
    hints = {"email": "It takes effect when you open the link that we send there."}  # noqa: RUF012


class ChangePasswordForm(PlainForm, account.ChangePasswordForm):
    labels = {  # noqa: RUF012
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password, again",
    }
    hints = {  # noqa: RUF012
        "oldpassword": lazy(_forgotten_link, SafeString)(),
        "password1": _HINT_FOR_NEW,
    }


class SetPasswordForm(PlainForm, account.SetPasswordForm):
    labels = {"password1": "Password", "password2": "Password, again"}  # noqa: RUF012
    hints = {"password1": _HINT_FOR_NEW}  # noqa: RUF012


class ResetPasswordForm(PlainForm, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainForm, account.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password, again"}  # noqa: RUF012
    hints = {"password1": _HINT_FOR_NEW}  # noqa: RUF012


class ReauthenticateForm(PlainForm, account.ReauthenticateForm):
    hints = {"password": lazy(_forgotten_link, SafeString)()}  # noqa: RUF012


class AuthenticateForm(PlainForm, mfa.AuthenticateForm):
    hints = {"code": "Six digits from your authenticator app, or a recovery code."}  # noqa: RUF012


class MFAReauthenticateForm(PlainForm, mfa.ReauthenticateForm):
    hints = {"code": "Six digits from your authenticator app, or a recovery code."}  # noqa: RUF012


class ActivateTOTPForm(PlainForm, totp.ActivateTOTPForm):
    hints = {"code": "The six digits that the app shows now."}  # noqa: RUF012


_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error)


class SturdyCredential:
    """Answers a made-up credential with a form error: fido2 stumbles over what is missing in it."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AuthenticateWebAuthnForm(SturdyCredential, webauthn.AuthenticateWebAuthnForm):
    pass


class LoginWebAuthnForm(SturdyCredential, webauthn.LoginWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(SturdyCredential, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddWebAuthnForm(PlainForm, webauthn.AddWebAuthnForm):
    labels = {  # noqa: RUF012
        "name": "Name",
        "passwordless": "Use it to sign in without a password",
    }
    hints = {  # noqa: RUF012
        "name": "So that you can tell your keys apart, such as “Phone” or “Blue key”.",
        "passwordless": (
            "A passkey: the device asks for your finger, face or PIN. Without this it is a second"
            " step after your password."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> Any:
        try:
            return super().clean()
        except _MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class EditWebAuthnForm(PlainForm, webauthn.EditWebAuthnForm):
    pass
