"""``python -m lab.serve``: JupyterLab itself, without two things that slow its start and serve nobody here.

Each is worth seconds on a small PC, and each can vanish upstream without harm to us.
"""

import sys


def main() -> None:
    """Run JupyterLab with the arguments of the command line."""
    # jsonschema imports it to check the format "iri", which no Jupyter schema uses, and builds a grammar.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

    from jupyterlab import commands

    # Asks a node process for the registry that extensions would be built from; the lab builds none.
    commands._yarn_config = lambda logger: {"yarn config": {}, "npm config": {}}

    from jupyterlab.labapp import LabApp

    LabApp.launch_instance()


if __name__ == "__main__":
    main()
