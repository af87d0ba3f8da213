"""What `manage.py check --deploy` asks of this site beyond Django's own questions."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from prepplatform import env


@register(deploy=True)
def mail_is_sent(**kwargs: Any) -> list[CheckMessage]:
    if not env.IS_PRODUCTION or env.EMAIL_HOST:
        return []
    hint = "Set PREP_EMAIL_HOST: nobody can verify an address or be invited without it."
    return [Warning("Mail is kept in files, not sent.", hint=hint, id="prepplatform.W001")]
