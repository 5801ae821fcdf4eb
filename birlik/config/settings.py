"""Every setting of Birlik, in one file. What may differ between machines comes from the environment."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from birlik.config import environment

BASE_DIR = Path(__file__).resolve().parents[2]
DEBUG = environment.flag("BIRLIK_DEBUG", default=False)
HTTPS = environment.flag("BIRLIK_HTTPS", default=False)
PROXY = environment.proxies("BIRLIK_PROXY")
if HTTPS and not PROXY:
    raise ImproperlyConfigured("BIRLIK_HTTPS needs BIRLIK_PROXY: only a proxy speaks HTTPS, and must be believed to")
ALLOWED_HOSTS = environment.hosts("BIRLIK_HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = environment.origins("BIRLIK_ORIGINS")
environment.require_folder("BIRLIK_RULEBOOK")
DATA_DIR = environment.folder("BIRLIK_DATA", BASE_DIR / "data")
DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL"), DATA_DIR)}
SECRET_KEY = environment.secret("BIRLIK_SECRET_KEY", kept_in=DATA_DIR / "secret-key")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "birlik.audit",
    "birlik.accounts",
    "birlik.documents",
    "birlik.orgs",
    "birlik.members",
    "birlik.registers",
    "birlik.activity",
    "birlik.statistics",
    "birlik.loads",
    "birlik.web",
]

MIDDLEWARE = [
    "birlik.web.shared.forwarded.ForwardedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "birlik.web.shared.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "birlik.api.authentication.TokenMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "birlik.web.shared.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "birlik.web.accounts.password.OneTimePasswordMiddleware",
    "birlik.web.accounts.session_marks.SessionMarkMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "birlik.web.shared.unread_values.UnreadValueMiddleware",
    "birlik.web.shared.refusals.TextMiddleware",
    "birlik.web.shared.refusals.RefusalMiddleware",
    "birlik.web.shared.availability.AvailabilityMiddleware",
]

ROOT_URLCONF = "birlik.config.urls"
API_URLCONF = "birlik.config.api_urls"  # under /api/ (birlik.api.authentication)
WSGI_APPLICATION = "birlik.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "birlik.web.shared.context.layout_context",
            ],
            "builtins": ["django.templatetags.i18n", "birlik.web.shared.templatetags.birlik"],
        },
    },
]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

# Imports wait in the database and are done by a process of their own (birlik worker), so no broker is needed.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["birlik.web.accounts.backend.AssignmentBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "birlik.accounts.password_rules.NameValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "dashboard:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "birlik.accounts.sessions"  # in the database: a cache of each worker would outlive a sign-out
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What a request may bring: a page's forms, or at the addresses of uploads a file of 200 MB with what stands around it.
PAGE_BODY_LIMIT = DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
UPLOAD_BODY_LIMIT = 201 << 20
UPLOAD_PATHS = re.compile(r"/members/imports/new/|/registers/[\w-]+/(import|[0-9]+/files)/")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "birlik.config.logs.PlacesOnly",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A task's failure is told by its batch; the trace of the library could hold data of people.
    # That a request waits for the one before it is no fault.
    "loggers": {"django_tasks": {"level": "CRITICAL"}, "waitress.queue": {"level": "ERROR"}},
}
