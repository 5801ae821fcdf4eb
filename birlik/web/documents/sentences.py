"""What the lint of a paper says to people: what is wrong, and how to mend it. Codes come from documents.linting."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from birlik.documents.linting import Finding

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Sentence:
    says: Text
    how_to_fix: Text


FIGURES = {
    "figure.unbacked": Sentence(
        _("No figure stands behind the number %(shown)s."),
        _("Write a number that the report has, or say it without a number."),
    ),
    "figure.stale": Sentence(
        _("The figure behind %(shown)s has changed since."), _("Update the figures: the paper is written anew.")
    ),
    "override.base_changed": Sentence(
        _("The generated text under your own words has changed."),
        _("Compare the two and keep your words or take the generated ones."),
    ),
    "pair.missing": Sentence(
        _("There is no version in the other official language."), _("Write the paper in both languages.")
    ),
    "pair.figures_differ": Sentence(
        _("The Kazakh and the Russian version carry different figures."),
        _("Make the same change in both versions, or update the figures of both."),
    ),
}

POINTS = {
    "numbering.missing": Sentence(
        _("The resolution has no numbered points."), _("Begin each point with its number: “1.”, “2.”, “2.1.”.")
    ),
    "numbering.gap": Sentence(
        _("Point %(number)s does not follow point %(previous)s."), _("Number the points without gaps or repetitions.")
    ),
    "control.missing": Sentence(
        _("No point says who controls the execution."),
        _("Close the resolution with a point on the control of its execution."),
    ),
    "control.not_last": Sentence(
        _("The point on control is not the last one."), _("Move what follows before it.")
    ),
    "addressee.unknown": Sentence(
        _("Nobody is known as “%(addressee)s”, so the instruction reaches no one."),
        _("Address the point to an organisation of the union."),
    ),
}  # fmt: skip

DETAILS = {
    "date.missing": Sentence(_("The date of the resolution is not set."), _("Set it once the meeting is fixed.")),
    "date.malformed": Sentence(_("“%(date)s” is not a date."), _("Choose the day in the details.")),
    "number.missing": Sentence(
        _("The number of the resolution is not set."), _("Give the number of the minutes and of the agenda item.")
    ),
    "number.malformed": Sentence(
        _("“№ %(minutes)s, %(item)s” is not a number of a resolution."),
        _("Give the minutes and the agenda item as plain numbers: № 9, item 1."),
    ),
    "signatory.missing": Sentence(_("Nobody is named to sign."), _("Name the person who signs.")),
    "controller.missing": Sentence(
        _("Nobody is named to control the execution."), _("Name the person; the closing point takes the name over.")
    ),
}

SENTENCES = FIGURES | POINTS | DETAILS


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words; `url` leads to where it is mended, "" where the reader cannot go there."""

    code: str
    severity: str
    says: str
    how_to_fix: str
    url: str


def finding_text(finding: Finding, *, details_url: str = "") -> FindingText:
    """Return the finding in the language of the page. Faults of the whole paper lead to its details."""
    sentence = SENTENCES[finding.code]
    url = f"#block-{finding.block_key}" if finding.block_key else details_url if finding.code in DETAILS else ""
    return FindingText(
        finding.code, finding.severity.value, str(sentence.says) % finding.params, str(sentence.how_to_fix), url
    )
