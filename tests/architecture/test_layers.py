"""The shape: apps look downwards only, screens ask queries and call actions, pure modules know no Django."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLResolver, get_resolver

from tests.architecture.source import BIRLIK, ROOT, contract, python_files, shown, tree

MANAGERS = {"objects", "_default_manager", "_base_manager"}
LAYERS = [layer.split(" | ") for layer in contract("layers")["layers"]]
HEIGHT = {name: -height for height, names in enumerate(LAYERS) for name in names}
OWN_APPS = [config for config in apps.get_app_configs() if config.name.startswith("birlik.")]
OWN_MODELS = [model for config in OWN_APPS for model in config.get_models()]

LOOPS_WITHIN_AN_APP = {
    ("statistics.Report", "statistics.ReportVersion"),  # the version that was accepted; every version has its report
    ("members.Membership", "members.Transfer"),  # a transfer starts from a span; both spans it changed name it
}


def imported(path: Path) -> set[str]:
    """Every module and name imported anywhere in the file, dotted."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


@pytest.mark.parametrize("path", python_files("birlik/web"), ids=shown)
def test_screens_get_rows_from_queries(path: Path) -> None:
    used = [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]
    assert used == []


@pytest.mark.parametrize("path", python_files("birlik"), ids=shown)
def test_there_are_no_signals_of_our_own(path: Path) -> None:
    assert not {name for name in imported(path) if name.startswith(("django.dispatch", "django.db.models.signals"))}


def test_domain_apps_hold_no_views_or_urls() -> None:
    domain = [path for name in ("statistics", "orgs", "documents", "accounts", "audit") for path in python_files(
        f"birlik/{name}"
    )]  # fmt: skip
    assert [shown(path) for path in domain if path.stem in {"views", "urls"}] == []
    drawn = {"django.shortcuts", "django.urls", "django.views", "django.http"}
    assert [shown(path) for path in domain for name in drawn if name in imported(path)] == []


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_run_downwards(model: type[models.Model]) -> None:
    own = HEIGHT[model._meta.app_label]
    upwards = [
        f"{field.name} → {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and HEIGHT.get(field.related_model._meta.app_label, own + 1) > own
    ]
    assert upwards == []


def test_within_an_app_the_later_fact_points_to_the_earlier() -> None:
    edges = {
        (model._meta.label, field.related_model._meta.label)
        for model in OWN_MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    }
    loops = {(one, other) for one, other in edges if (other, one) in edges and one < other}
    assert loops == LOOPS_WITHIN_AN_APP


def test_the_contract_names_every_package() -> None:
    modules = {path.stem if path.is_file() else path.name for path in BIRLIK.iterdir()}
    packages = {name for name in modules if not name.startswith(("_", "."))}
    assert {name for layer in LAYERS for name in layer} == packages
    with_models = {config.name for config in OWN_APPS if list(config.get_models())}
    assert set(contract("inside-an-app")["containers"]) == with_models
    screens = {f"birlik.web.{path.parent.name}" for path in (BIRLIK / "web").glob("*/urls.py")}
    assert set(contract("screens")["modules"]) == screens


def test_every_app_and_every_folder_of_screens_is_entered() -> None:
    apart = {f"birlik.{path.parent.name}" for path in BIRLIK.glob("*/apps.py")}
    assert {config.name for config in OWN_APPS} == apart | {"birlik.web"}
    included = {one.urlconf_module.__name__ for one in get_resolver().url_patterns if isinstance(one, URLResolver)}
    assert {f"birlik.web.{path.parent.name}.urls" for path in (BIRLIK / "web").glob("*/urls.py")} <= included


def test_pure_modules_import_no_django() -> None:
    """In a process of its own, so that nothing is imported already."""
    names = []
    for name in contract("pure")["source_modules"]:
        path = ROOT / name.replace(".", "/")
        below = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        names += [shown(one).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for one in below]
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    assert not any(one.partition('.')[0] == 'django' for one in sys.modules), name\n"
    )
    run = subprocess.run([sys.executable, "-c", program, *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (len(names) > 12, run.returncode, run.stderr) == (True, 0, "")
