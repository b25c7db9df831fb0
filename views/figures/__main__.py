"""``python -m views.figures [--check]``: write the figures of lessons, or say which are out of step."""

from __future__ import annotations

import sys
from pathlib import Path

from views.figures import all_figures

ROOT = Path(__file__).parents[2]


def main() -> int:
    stale = []
    for name, draw in all_figures().items():
        path, text = ROOT / name, draw()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    if "--check" in sys.argv:
        print("\n".join(f"out of step: {name}" for name in stale), end="\n" if stale else "")
        return 1 if stale else 0
    return 0


sys.exit(main())
