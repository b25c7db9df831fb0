"""The one door to every measurement: `python -m tests.bench NAME [--json]`."""

from __future__ import annotations

import argparse
import json
import pkgutil
import sys
from importlib import import_module

from tests import bench


def names() -> list[str]:
    """Every measurement there is: the modules of this package."""
    found = pkgutil.iter_modules(bench.__path__)
    return sorted(module.name for module in found if not module.name.startswith("_"))


def main(arguments: list[str]) -> int:
    """Measure, print a small table and, if asked, one line of JSON at the end."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", choices=names())
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args(arguments)
    measurement = import_module(f"tests.bench.{options.name}").measure()
    print(measurement.table())
    if options.json:
        print(json.dumps(measurement.as_dict(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
