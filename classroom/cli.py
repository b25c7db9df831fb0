"""The command line of the workshop: `atelier MOT …`. Each word is another module's, imported when called."""

from __future__ import annotations

import difflib
import sys
from importlib import import_module

# word -> (module whose main(arguments) does it, what it does)
WORDS = {
    "lab": ("classroom.launch", "ouvrir le labo, JupyterLab en français (--formateur : côté formateur)"),
    "doctor": ("classroom.doctor", "dire ce qui est installé et ce que coûte ce qui manque"),
    "lessons": (
        "classroom.lessons",
        "refaire lessons/ à partir de solutions/ (--check : vérifier)",
    ),
    "grade": ("classroom.grading", "noter les travaux d'une classe (un dossier ou un zip)"),
    "plateau": (
        "classroom.plate",
        "poser les pièces acceptées sur des plateaux, avec le plan et les fiches à emporter",
    ),
    "build": ("classroom.build", "assembler les vues et la carte simulée (après conda)"),
    "test": ("classroom.testing", "lancer les tests du projet"),
}


def words() -> str:
    """Every word and what it does, a line each."""
    width = max(map(len, WORDS))
    return "\n".join(f"  {word:{width}}  {text}" for word, (_, text) in WORDS.items())


def usage() -> str:
    """The help of `atelier` itself."""
    return f"utilisation : atelier MOT [options…]\n\n{words()}\n\n« atelier MOT --help » explique un mot."


def main(arguments: list[str] | None = None) -> int:
    """Run one word; returns its exit code (0 when it says nothing)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in ("-h", "--help", "aide", "help"):
        print(usage())
        return 0
    word, *rest = arguments
    if word not in WORDS:
        print(unknown(word), file=sys.stderr)
        return 2
    try:
        return import_module(WORDS[word][0]).main(rest) or 0
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        return 130


def unknown(word: str) -> str:
    """What to say to a word that does not exist."""
    near = difflib.get_close_matches(word, WORDS, n=1, cutoff=0.5)
    guess = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
    return f"atelier : je ne connais pas le mot « {word} ».{guess}\nLes mots connus :\n{words()}"


if __name__ == "__main__":
    sys.exit(main())
