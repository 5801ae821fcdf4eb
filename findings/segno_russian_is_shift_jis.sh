#!/usr/bin/env bash
# segno 1.6.6 writes Russian letters into a QR code as Japanese Shift-JIS, one Kazakh letter more makes it UTF-8.
# Expected: its documentation of `encoding`: without one, ISO 8859-1 is tried, and where that does not fit UTF-8 is used.
# Seen: Shift-JIS is tried in between, and it has the Russian alphabet (not Kazakh's other nine letters). A Russian word
#   comes out in kanji mode, Russian with a space or digit as bytes of Shift-JIS without a word about it (no ECI).
#   zxing-cpp guesses it; OpenCV's reader raises UnicodeDecodeError for the first and returns broken text for the second.
# Matters: "Айгүл" is read everywhere, "Алия" is not, nor an address with a Russian word in it. encoding="utf-8" settles it.
# Seen with: segno 1.6.6, zxing-cpp 3.1.1, opencv-python-headless 5.0.0.93, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check segno==1.6.6 zxing-cpp==3.1.1 opencv-python-headless==5.0.0.93 numpy==2.4.6
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import cv2
import numpy
import segno
import zxingcpp

print("segno", version("segno"), "zxing-cpp", version("zxing-cpp"), "OpenCV", cv2.__version__)


def read(code):
    """What two readers make of a code."""
    dark = numpy.array([list(row) for row in code.matrix_iter(scale=8, border=4)])
    image = numpy.where(dark, 0, 255).astype(numpy.uint8)
    found = zxingcpp.read_barcodes(image)[0]
    try:
        opencv = cv2.QRCodeDetector().detectAndDecode(image)[0]
    except UnicodeDecodeError as error:
        opencv = type(error).__name__
    return f"{code.mode}, bytes {found.bytes.hex()}, zxing {found.text!r}, OpenCV {opencv!r}"


for text in ("Айгүл", "Алия", "https://example.org/?q=Алия"):
    print(text, "expected:", read(segno.make_qr(text, encoding="utf-8")))
    print("  seen:", read(segno.make_qr(text)))
PYTHON
cat seen
diff - seen <<'BEFORE'
segno 1.6.6 zxing-cpp 3.1.1 OpenCV 5.0.0
Айгүл expected: byte, bytes d090d0b9d0b3d2afd0bb, zxing 'Айгүл', OpenCV 'Айгүл'
  seen: byte, bytes d090d0b9d0b3d2afd0bb, zxing 'Айгүл', OpenCV 'Айгүл'
Алия expected: byte, bytes d090d0bbd0b8d18f, zxing 'Алия', OpenCV 'Алия'
  seen: kanji, bytes 8440847c84798491, zxing 'Алия', OpenCV 'UnicodeDecodeError'
https://example.org/?q=Алия expected: byte, bytes 68747470733a2f2f6578616d706c652e6f72672f3f713dd090d0bbd0b8d18f, zxing 'https://example.org/?q=Алия', OpenCV 'https://example.org/?q=Алия'
  seen: byte, bytes 68747470733a2f2f6578616d706c652e6f72672f3f713d8440847c84798491, zxing 'https://example.org/?q=Алия', OpenCV 'https://example.org/?q=\x84@\x84|\x84y\x84\x91'
BEFORE
echo "as seen before"
