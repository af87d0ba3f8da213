from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest

from accounts.models import AuditEntry, Profile, User

# The admin site is entered through the site's own sign-in: its limits and second factors hold.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class _LowerCaseEmail:
    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()  # type: ignore[attr-defined]


class PersonCreationForm(_LowerCaseEmail, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)
        field_classes = {"email": forms.EmailField}  # noqa: RUF012


class PersonChangeForm(_LowerCaseEmail, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"email": forms.EmailField}  # noqa: RUF012


class ProfileInline(admin.StackedInline):
    model = Profile
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # every account has one already


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People. Whoever is no administrator cannot make one, nor change one."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    inlines = (ProfileInline,)
    ordering = ("email",)
    list_display = ("email", "profile", "is_active", "is_staff", "date_joined", "last_login")
    list_select_related = ("profile",)
    search_fields = ("email", "profile__pseudonym")
    readonly_fields = ("public_id", "date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "password", "public_id")}),
        (
            "Permissions",
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        rights = ("is_staff", "is_superuser", "groups", "user_permissions")
        own = () if request.user.is_superuser else rights
        return (*self.readonly_fields, *own)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # people are erased, so that their partners keep their history


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """The audit trail, to read."""

    list_display = ("at", "by", "verb", "object_type", "object_id")
    list_filter = ("verb",)
    list_select_related = ("by",)
    search_fields = ("verb", "object_id", "by__email")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
