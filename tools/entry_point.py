"""Write the `birlik` command into the virtual environment.

An editable install would fetch a build backend from the network; the command needs two lines.
"""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPT = """#!{python}
import sys
sys.path.insert(0, {root!r})
from birlik.cli import main
sys.exit(main())
"""


def write(target: Path) -> None:
    root = Path(__file__).resolve().parents[1]
    target.write_text(SCRIPT.format(python=sys.executable, root=str(root)))
    target.chmod(0o755)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
