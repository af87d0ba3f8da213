"""The one settings file. Values that differ between machines come from env.py."""

import dj_database_url
from django.urls import reverse_lazy

from prepplatform import env

BASE_DIR = env.BASE_DIR
VAR_DIR = env.VAR_DIR
IS_PRODUCTION = env.IS_PRODUCTION
DEBUG = env.DEBUG
SECRET_KEY = env.SECRET_KEY
SECRET_KEY_FALLBACKS = env.SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = env.ALLOWED_HOSTS
SITE_NAME = "Rehearse"
SITE_URL = env.SITE_URL

INSTALLED_APPS = [
    "prepplatform.apps.PlatformConfig",
    "dashboards",
    "room",
    "scheduling",
    "practice",
    "feedback",
    "interviews",
    "cohorts",
    "accounts",
    "jobs",
    "common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "channels",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "prepplatform.middleware.ImpossibleRequestMiddleware",  # before it looks for the session
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ReaderZoneMiddleware",
    "accounts.middleware.OnboardingMiddleware",
]

ROOT_URLCONF = "prepplatform.urls"
ASGI_APPLICATION = "prepplatform.asgi.application"
WSGI_APPLICATION = "prepplatform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.reader",
                "cohorts.context_processors.cohorts",
                "interviews.context_processors.library",
            ],
            "builtins": ["common.templatetags.ui", "common.templatetags.times"],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------

DATABASES = {"default": dj_database_url.parse(env.DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: with SQLite's default, two transactions that
    # read first and write later deadlock, and one of them fails with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Under ASGI each request runs in a thread of its own: a pool, not one connection a thread.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),  # ?sslmode=require of the URL
        "pool": {"min_size": 1, "max_size": 12, "timeout": 10},
        "connect_timeout": 5,
        # A wait that is longer than this is a mistake, and must not hold up everybody else.
        "options": "-c lock_timeout=15s -c idle_in_transaction_session_timeout=60s",
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.REDIS_URL
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "prepplatform.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "symmetric_encryption_keys": [SECRET_KEY]},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- Jobs (the rows in jobs.Job are the queue; this says who executes them) -----------------

JOBS_EXECUTOR = "celery" if REDIS_URL else "threads"
JOB_THREADS = env.JOB_THREADS
KEEP_DOCUMENTS_DAYS = env.KEEP_DOCUMENTS_DAYS
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # keep LOGGING below, which redacts addresses
CELERY_TASK_TIME_LIMIT = 240  # below jobs.execution.LEASE: nobody works on a lease that ended
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# Without these a black-holed Redis holds a web request for 45 s and more.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "due-jobs": {"task": "jobs.tasks.publish_due_jobs", "schedule": 5.0, "options": {"expires": 5}}
}

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.QueuedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_HASHES_AT_ONCE = 2  # in one process: each takes 100 MiB and a quarter of a second
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]

LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = reverse_lazy("home")

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.allauth.LoginForm",
    "signup": "accounts.forms.allauth.SignupForm",
    "add_email": "accounts.forms.allauth.AddEmailForm",
    "change_password": "accounts.forms.allauth.ChangePasswordForm",
    "set_password": "accounts.forms.allauth.SetPasswordForm",
    "reset_password": "accounts.forms.allauth.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.allauth.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.allauth.ReauthenticateForm",
}
# A class of 25 signs in behind one address: requests are generous there, failures are not.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,10/10m/key",  # sign-in, second factor, re-authentication
    "signup": "30/m/ip",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/m/key",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "shared_report": "60/m/ip",
    "inbound_mail": "600/m/ip",  # mail servers; they try again later
    # Each asks somebody else's server, or works through a file.
    "add_calendar": "10/10m/user",
    "read_calendar": "20/10m/user",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one replaces it when it is verified
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.TRUSTED_PROXIES
MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.allauth.AuthenticateForm",
    "reauthenticate": "accounts.forms.allauth.MFAReauthenticateForm",
    "activate_totp": "accounts.forms.allauth.ActivateTOTPForm",
    "authenticate_webauthn": "accounts.forms.allauth.AuthenticateWebAuthnForm",
    "login_webauthn": "accounts.forms.allauth.LoginWebAuthnForm",
    "reauthenticate_webauthn": "accounts.forms.allauth.ReauthenticateWebAuthnForm",
    "add_webauthn": "accounts.forms.allauth.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.allauth.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
MFA_TOTP_ISSUER = SITE_NAME
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.allauth.SocialSignupForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address match alone never links accounts
SOCIALACCOUNT_STORE_TOKENS = False  # those for calendars are kept encrypted, by ourselves
SOCIAL_KEYS = env.SOCIAL_KEYS


def _social_app(provider: str, **extra: object) -> dict[str, object]:
    client_id, secret = SOCIAL_KEYS[provider]
    return {"client_id": client_id, "secret": secret, **extra}


SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {
    "google": {
        "APPS": [_social_app("google")] if SOCIAL_KEYS["google"][0] else [],
        "OAUTH_PKCE_ENABLED": True,
        "ACCESS_TOKEN_URL": env.GOOGLE_TOKEN_URL,
    },
    "microsoft": {
        "APPS": [
            _social_app(
                "microsoft",
                settings={
                    "tenant": env.MICROSOFT_TENANT,
                    "login_url": env.MICROSOFT_LOGIN_URL,
                    "graph_url": env.MICROSOFT_GRAPH_URL,
                },
            )
        ]
        if SOCIAL_KEYS["microsoft"][0]
        else [],
        "OAUTH_PKCE_ENABLED": True,
    },
    "github": {
        "APPS": [_social_app("github")] if SOCIAL_KEYS["github"][0] else [],
        "SCOPE": ["user:email"],
    },
    "openid_connect": {
        "APPS": [
            _social_app(
                "linkedin",
                provider_id="linkedin",
                name="LinkedIn",
                settings={
                    "server_url": "https://www.linkedin.com/oauth",
                    "token_auth_method": "client_secret_post",
                },
            )
        ]
        if SOCIAL_KEYS["linkedin"][0]
        else []
    },
}
# Signing in through them is a form of ours that redirects there.
SOCIAL_ORIGINS = [
    origin
    for provider, origin in (
        ("google", "https://accounts.google.com"),
        ("microsoft", env.MICROSOFT_LOGIN_URL),
        ("microsoft", "https://login.live.com"),  # where it sends private accounts
        ("github", "https://github.com"),
        ("linkedin", "https://www.linkedin.com"),
    )
    if SOCIAL_KEYS[provider][0]
]

# --- Security -------------------------------------------------------------------------------

_HOST_PREFIX = "__Host-" if env.HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST_PREFIX}sessionid"
SESSION_COOKIE_SECURE = env.HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = env.HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = env.HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz"]  # probes come from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if env.HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.HTTPS
SECURE_HSTS_PRELOAD = env.HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# The command that the code of packets' drafts is started with; empty: it is never run here.
PACKET_RUNNER = env.PACKET_RUNNER

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *SOCIAL_ORIGINS],
        "frame-ancestors": ["'none'"],
    }
}

# --- Mail -----------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.EMAIL_FROM
MAIL_IS_SENT = bool(env.EMAIL_HOST)
if MAIL_IS_SENT:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.EMAIL_HOST
    EMAIL_PORT = env.EMAIL_PORT
    EMAIL_HOST_USER = env.EMAIL_USER
    EMAIL_HOST_PASSWORD = env.EMAIL_PASSWORD
    EMAIL_USE_TLS = env.EMAIL_TLS == "starttls"
    EMAIL_USE_SSL = env.EMAIL_TLS == "ssl"
    EMAIL_TIMEOUT = 20
else:
    # Messages land in var/mail as files; development shows them at /dev/mail/.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
# The two ways in for what calendars answer to invitations; both empty: answers are not read.
INBOUND_SECRET = env.INBOUND_SECRET
IMAP_URL = env.IMAP_URL

# --- Calendars of elsewhere -----------------------------------------------------------------

FETCH_ALLOW = env.FETCH_ALLOW  # networks that are fetched from although they are not public
GOOGLE_CALENDAR_URL = env.GOOGLE_CALENDAR_URL
GOOGLE_TOKEN_URL = env.GOOGLE_TOKEN_URL
GOOGLE_REVOKE_URL = env.GOOGLE_REVOKE_URL
MICROSOFT_GRAPH_URL = env.MICROSOFT_GRAPH_URL
MICROSOFT_TOKEN_URL = f"{env.MICROSOFT_LOGIN_URL}/{env.MICROSOFT_TENANT}/oauth2/v2.0/token"

# --- Language, time, files, logs ------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
SERVESTATIC_USE_FINDERS = not IS_PRODUCTION
SERVESTATIC_AUTOREFRESH = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "prepplatform.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Uvicorn gives these a handler of its own, which would print addresses as they are.
        "uvicorn.access": {"handlers": [], "propagate": True},
    },
}
