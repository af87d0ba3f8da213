from accounts.models import Profile, User


def profile_of(user: User) -> Profile:
    """The person's profile; it is made with the account (accounts.receivers)."""
    return user.profile
