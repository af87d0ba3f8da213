from accounts.models import Profile, User


def profile_of(user: User) -> Profile:
    """The person's profile; it is made with the account (accounts.receivers).

    Someone whose profile is missing (a row made outside the site) reads as a new person in UTC.
    """
    try:
        return user.profile
    except Profile.DoesNotExist:
        return Profile(user=user, pseudonym=f"Member {user.public_id.hex[:8]}")
