"""Who is signed in: one password check, and the person together with their profile."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class AccountBackend(AuthenticationBackend):
    """Sign-in by e-mail address. The only backend: each more would hash a password again."""

    def get_user(self, user_id: int) -> User | None:
        """The person with their profile, in one query, or None when gone or deactivated."""
        user = User.objects.select_related("profile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
