"""What allauth says when something is wrong, in our words."""

ACCOUNT_ERRORS = {
    "account_inactive": "This account is closed.",
    "cannot_remove_primary_email": "This is your only address, so it cannot be removed.",
    "duplicate_email": "This is already an address of your account.",
    "email_password_mismatch": "The e-mail address and password do not belong together.",
    "email_taken": "Somebody already uses this address.",
    "enter_current_password": "This is not your current password.",
    "incorrect_code": "This code is not right, or its time has run out. Try the next one.",
    "incorrect_password": "This is not your password.",
    "invalid_or_expired_key": "This link is no longer valid.",
    "invalid_login": "Enter your e-mail address.",
    "invalid_password_reset": "This link is no longer valid.",
    "max_email_addresses": "You cannot add more than %d addresses.",
    "unknown_email": "No account has this address.",
    "unverified_primary_email": "Verify this address first: open the link in our mail.",
    "same_as_current": "This is what it is now. Enter something else, or leave it.",
    "rate_limited": "Too many tries in a short time. Wait a minute, then try again.",
}
MFA_ERRORS = {
    "add_email_blocked": (
        "Your account has a second factor. Turn it off, change the address, verify it, and turn"
        " the second factor on again."
    ),
    "cannot_delete_authenticator": "The second factor cannot be turned off.",
    "cannot_generate_recovery_codes": (
        "Recovery codes stand in for a second factor. Add an authenticator app or a passkey first."
    ),
    "incorrect_code": "This code is not right, or its time has run out. Try the next one.",
    "unverified_email": "Verify your e-mail address first: open the link in our mail.",
}
SOCIAL_ERRORS = {
    "email_taken": (
        "An account with this address exists. Sign in to it first, then connect %s under"
        " “Sign in with”."
    ),
    "invalid_token": "The answer of the other site was not valid. Start again.",
    "no_password": "Set a password first, or you could not sign in any more.",
    "no_verified_email": "Verify your e-mail address first, or you could not sign in any more.",
    "disconnect_last": "This is your only way to sign in. Set a password first.",
    "connected_other": "This sign-in is already connected to another account.",
}
