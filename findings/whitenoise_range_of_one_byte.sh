#!/usr/bin/env bash
# whitenoise 6.12.0 refuses every range that is one byte long: 416 for the first byte, for the last, for any other.
# Expected: RFC 9110, 14.1.2: "bytes=0-0" is the first byte, "bytes=-1" the last one; of a file of three bytes each can be
#   satisfied, so the answer is 206 with that byte.
# Seen: 416 Range Not Satisfiable with "bytes */3"; two bytes and more come as they should. The rest of a file from its
#   last byte on ("bytes=2-") is refused as well, so a download that broke off one byte before the end is never resumed.
# Matters: "bytes=0-0" is how programs ask whether a server takes ranges and how long a file is; they conclude it is broken.
# Seen with: whitenoise 6.12.0 under waitress 3.0.2, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check whitenoise==6.12.0 waitress==3.0.2
cd "$folder"
mkdir static
printf abc > static/three.txt
venv/bin/python - > seen <<'PYTHON'
import http.client
import threading
from importlib.metadata import version

from waitress.server import create_server
from whitenoise import WhiteNoise


def nothing(environ, start_response):
    start_response("404 Not Found", [])
    return [b""]


server = create_server(WhiteNoise(nothing, root="static"), host="127.0.0.1", port=0)
threading.Thread(target=server.run, daemon=True).start()
print("whitenoise", version("whitenoise"), "waitress", version("waitress"))
for wanted, expected in (("0-1", b"ab"), ("0-0", b"a"), ("1-1", b"b"), ("-1", b"c"), ("2-", b"c"), ("1-", b"bc")):
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=5)
    connection.request("GET", "/three.txt", headers={"Range": f"bytes={wanted}"})
    answer = connection.getresponse()
    print(f"bytes={wanted} of abc: expected 206 {expected}, seen {answer.status} {answer.read()}")
    connection.close()
PYTHON
cat seen
diff - seen <<'BEFORE'
whitenoise 6.12.0 waitress 3.0.2
bytes=0-1 of abc: expected 206 b'ab', seen 206 b'ab'
bytes=0-0 of abc: expected 206 b'a', seen 416 b''
bytes=1-1 of abc: expected 206 b'b', seen 416 b''
bytes=-1 of abc: expected 206 b'c', seen 416 b''
bytes=2- of abc: expected 206 b'c', seen 416 b''
bytes=1- of abc: expected 206 b'bc', seen 206 b'bc'
BEFORE
echo "as seen before"
