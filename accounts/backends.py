"""Who is signed in: one password check, and the person together with their profile."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from accounts.models import User


class AccountBackend(AuthenticationBackend):
    """Sign-in by e-mail address. The only backend: each more would hash a password again."""

    def get_user(self, user_id: int) -> User | None:
        """The person with their profile, in one query, or None when gone or deactivated.

        `is_granted_more`: in a group, or given a permission. Of everybody else no page needs to
        ask which permissions they have.
        """
        grants = (User.groups.through, User.user_permissions.through)
        in_group, given = (Exists(grant.objects.filter(user=OuterRef("pk"))) for grant in grants)
        people = User.objects.select_related("profile").annotate(is_granted_more=in_group | given)
        user = people.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
