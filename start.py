# -*- coding: utf-8 -*-
"""The only thing a fresh machine needs: `python3 start.py` opens the lab, `python3 start.py test` tests it.

This file parses on any Python, old or new, so that an unfit one gets a clear message or is exchanged for a
fit one found on the machine. The work is in classroom/setup/, standard library only.
"""

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)

UNFIT = """\
Coop Factory a besoin de Python 3.11, 3.12 ou 3.13 ; celui-ci est Python {0}.{1},
et je n'en trouve pas d'autre sur cette machine.
Pourquoi : les outils du parcours (JupyterLab, cadquery) n'existent pas pour cette version.
Que faire : installez un Python 3.11, 3.12 ou 3.13
  Debian 12 ou 13, Ubuntu 24.04 :  sudo apt-get install python3 python3-venv
  Windows, macOS :                 l'installateur de Python, depuis son site officiel
puis relancez :  python3 start.py"""


def fit_python():
    """The path of a Python of this machine that runs the project, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, "python3.%d" % minor)
            # It must also start: a version manager leaves names that point to nothing.
            if os.access(path, os.X_OK) and not os.path.isdir(path):
                check = "import sys; sys.exit(sys.version_info[:2] != (3, %d))" % minor
                with open(os.devnull, "w") as nothing:
                    if subprocess.call([path, "-c", check], stdout=nothing, stderr=nothing) == 0:
                        return path
    return None


def main():
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        other = fit_python()
        if other is None:
            # The error stream never fails on an accent.
            sys.stderr.write(UNFIT.format(*sys.version_info[:2]) + "\n")
            return 1
        os.execv(other, [other, os.path.abspath(__file__)] + sys.argv[1:])
    from classroom.setup import start

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
