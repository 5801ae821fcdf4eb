"""Importing this first makes Django ready, so that a stage can import models at its top like any other module."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "birlik.config.settings")
django.setup()
