"""The rulebook of the yearly form: the form, its checks and the causes of decrease, read from dated YAML. Pure."""

from birlik.core.rulebook import RulebookError, rulebook_folder
from birlik.statistics.spec.causes import CauseSpec, load_causes
from birlik.statistics.spec.checks import EMPTY_CELLS, CheckSet, CheckSpec, Share, frame_schema, load_checks
from birlik.statistics.spec.forms import load_form
from birlik.statistics.spec.model import Column, DerivedFigure, FormLine, FormRow, FormSpec, FormUses, Section
from birlik.statistics.spec.shelf import (
    Rulebook,
    default_form,
    form_of_code,
    forms_in_force,
    load_all,
    load_folder,
    require_categories,
    require_indicators,
)
from birlik.statistics.spec.words import PaperWords

__all__ = [
    "EMPTY_CELLS",
    "CauseSpec",
    "CheckSet",
    "CheckSpec",
    "Column",
    "DerivedFigure",
    "FormLine",
    "FormRow",
    "FormSpec",
    "FormUses",
    "PaperWords",
    "Rulebook",
    "RulebookError",
    "Section",
    "Share",
    "default_form",
    "form_of_code",
    "forms_in_force",
    "frame_schema",
    "load_all",
    "load_causes",
    "load_checks",
    "load_folder",
    "load_form",
    "require_categories",
    "require_indicators",
    "rulebook_folder",
]
