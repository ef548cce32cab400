"""Settings. Each MOTCUA_* variable read here is documented in docs/operations.md (tested)."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from motcua.config import logs
from motcua.config.places import data_folder, embedded_url, secret_key

DATA_DIR = data_folder()


def _database(url: str) -> dict[str, object]:
    """Django's form of a postgresql:// address; `?host=` names a socket folder."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "motcua.config.backend",
        "NAME": unquote(parts.path.lstrip("/")) or "motcua",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or parts.hostname or "",
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {key: unquote(value) for key, value in query.items()}
        | {"application_name": "motcua"},
        "TEST": {"NAME": os.environ.get("MOTCUA_TEST_DB", "test_motcua")},
    }


DATABASE_URL = os.environ.get("DATABASE_URL") or embedded_url(DATA_DIR)
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = os.environ.get("MOTCUA_DEBUG") == "1"
SECRET_KEY = os.environ.get("MOTCUA_SECRET_KEY") or secret_key(DATA_DIR)
ALLOWED_HOSTS = [
    host for host in os.environ.get("MOTCUA_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("MOTCUA_ORIGINS", "").split(",") if origin
]
PUBLIC_URL = os.environ.get("MOTCUA_PUBLIC_URL", "http://localhost:8000").rstrip("/")
BEHIND_TLS = os.environ.get("MOTCUA_TLS") == "1"
DEMO = os.environ.get("MOTCUA_DEMO", "1") == "1"
HOTLINE = os.environ.get("MOTCUA_HOTLINE", "0255 000 0000")
PROVINCE = os.environ.get("MOTCUA_PROVINCE", "Quảng Ngãi")
CENTRE_NAME = os.environ.get(
    "MOTCUA_CENTRE_NAME",
    f"Trung tâm Phục vụ - Kiểm soát thủ tục hành chính tỉnh {PROVINCE}",
)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "motcua.accounts",  # before allauth, whose pages it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "procrastinate.contrib.django",
    "motcua.pages",
    "motcua.clock",
    "motcua.journal",
    "motcua.rulebook",
    "motcua.agencies",
    "motcua.documents",
    "motcua.procedures",
    "motcua.queues",
    "motcua.dossiers",
    "motcua.control",
    "motcua.portal",
    "motcua.desk",
    "motcua.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "motcua.pages.headers.SecurityHeaders",
    "motcua.accounts.middleware.OfficerSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "motcua.config.urls"
WSGI_APPLICATION = "motcua.config.wsgi.application"
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "motcua.accounts.passwords.PasswordRules"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:begin"
LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "motcua.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_MAX_PER_ACCOUNT = 5
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS

ACCOUNT_ADAPTER = "motcua.desk.sign_in.OfficerAdapter"
ACCOUNT_FORMS = {"login": "motcua.desk.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_RATE_LIMITS = False  # axes counts failures in the database, for all web processes alike

MFA_ADAPTER = "motcua.accounts.passkeys.FactorAdapter"
MFA_FORMS = {
    "authenticate": "motcua.desk.forms.factors.SignInCodeForm",
    "authenticate_webauthn": "motcua.desk.forms.factors.SignInPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = f"Một Cửa {PROVINCE}"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
# "required" also for demo accounts; real accounts always need it (accounts/second_factor.py).
SECOND_FACTOR = os.environ.get("MOTCUA_SECOND_FACTOR", "offered" if DEMO else "required")
SECOND_FACTOR_HOURS = int(os.environ.get("MOTCUA_SECOND_FACTOR_HOURS", "4"))

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "motcua.desk.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the journal keeps who signed in
AXES_VERBOSE = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "motcua.config.context.site",
            ],
            "builtins": ["motcua.pages.templatetags.pages"],
        },
    },
]

FORM_RENDERER = "motcua.pages.forms.HouseRenderer"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# The web server serves hashed names for a year; tests and tools read the sources as they are.
_HASHED = os.environ.get("MOTCUA_HASHED_STATIC") == "1"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage."
        + ("ManifestStaticFilesStorage" if _HASHED else "StaticFilesStorage")
    },
}
DOCUMENT_ROOT = DATA_DIR / "documents"
POSTAL_CARRIER = os.environ.get(
    "MOTCUA_POSTAL_CARRIER",
    f"motcua.dossiers.ports.{'FakeCarrier' if DEMO else 'NoCarrier'}",
)
# What rooms above the case keep of its people goes with it when its time is over.
RETENTION_EMPTIERS = ("motcua.control.actions.emptying.empty",)
REORGANISATION_FOLLOWERS = ["motcua.control.reorganising.Oversight"]
EXPORT_ROOT = DATA_DIR / "exports"
SIGNING_KEYS = DATA_DIR / "keys"
TRUST_ROOTS = Path(os.environ.get("MOTCUA_TRUST_ROOTS") or DATA_DIR / "trust")
# Without one of its own the store of keys is locked with what the signing key of sessions makes.
P12_PASSPHRASE = os.environ.get("MOTCUA_P12_PASSPHRASE") or (
    hashlib.sha256(f"motcua.keys:{SECRET_KEY}".encode()).hexdigest()
)
PKCS11_MODULE = os.environ.get("MOTCUA_PKCS11_MODULE", "")
PKCS11_TOKEN = os.environ.get("MOTCUA_PKCS11_TOKEN", "")
PKCS11_PIN = os.environ.get("MOTCUA_PKCS11_PIN", "")
TSA_URL = os.environ.get("MOTCUA_TSA_URL", "")
CLAMD_SOCKET = os.environ.get("MOTCUA_CLAMD_SOCKET", "")
LOGGING = logs.LOGGING
