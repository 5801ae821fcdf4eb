"""QR codes, drawn here so that no other server learns the address that they hold."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe


def qr_code(text: str, css_class: str) -> SafeString:
    """Return the QR code of a text as SVG, black on white in every theme."""
    import segno  # slow import, for the few pages that draw one

    image: str = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=4, svgclass=css_class)
    return mark_safe(image)  # noqa: S308  # modules of a code, no text in it
