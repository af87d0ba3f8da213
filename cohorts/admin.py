from django.contrib import admin
from django.http import HttpRequest

from cohorts.models import Cohort, Invitation, Membership


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ("name", "starts_date", "ends_date", "created_at")
    search_fields = ("name",)
    readonly_fields = ("public_id", "join_code", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # made on the site, where it gets its code and its coach


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "cohort", "role", "joined_at", "left_at")
    list_filter = ("role", "cohort")
    list_select_related = ("user", "cohort")
    autocomplete_fields = ("cohort",)
    raw_id_fields = ("user",)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """To look at. A token cannot be made here, and its hash is shown to nobody."""

    list_display = ("email", "cohort", "invited_by", "invited_at", "accepted_at")
    list_filter = ("cohort",)
    list_select_related = ("cohort", "invited_by")
    search_fields = ("email",)
    exclude = ("token_hash",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False
