from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        import accounts.receivers  # noqa: F401, PLC0415 (models must be loaded first)

        autodiscover_modules("privacy")  # each app says there what it holds of a person
