from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from scheduling.models import MatchRound, RoundRules


@admin.register(RoundRules)
class RoundRulesAdmin(admin.ModelAdmin):
    """How often rounds run, above all for people in no cohort with rounds of its own.

    A cohort's rules are changed by its coach, who sees what they would do.
    """

    list_display = ("scope", "is_on", "every_hours", "last_run_at")
    fields = ("scope", "is_on", "every_hours", "terms", "last_run_at")
    readonly_fields = ("scope", "terms", "last_run_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RoundRules | None = None) -> bool:
        is_for_staff = obj is None or obj.scope == RoundRules.SITE
        return is_for_staff and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: RoundRules | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: RoundRules, form: Any, change: bool) -> None:
        obj.save(update_fields=["is_on", "every_hours"])  # never the lease of a round


@admin.register(MatchRound)
class MatchRoundAdmin(admin.ModelAdmin):
    """To look at: what each round found, in figures."""

    list_display = ("started_at", "cohort", "state", "finished_at")
    list_filter = ("state", "cohort")
    list_select_related = ("cohort",)
    ordering = ("-started_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MatchRound | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MatchRound | None = None) -> bool:
        return False
