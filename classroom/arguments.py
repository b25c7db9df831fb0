"""argparse that speaks French: the words of `atelier` use this parser."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

_MESSAGES = (
    (r"unrecognized arguments: (.*)", r"option inconnue : \1"),
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"one of the arguments (.*) is required", r"il faut l'une de ces options : \1"),
    (r"argument (\S+): expected one argument", r"\1 attend une valeur"),
    (r"argument (\S+): expected at least one argument", r"\1 attend au moins une valeur"),
    (r"argument (\S+): invalid int value: (.*)", r"\1 attend un nombre entier, pas \2"),
    (r"argument (\S+): invalid float value: (.*)", r"\1 attend un nombre, pas \2"),
    (r"argument (\S+): invalid choice: (.*?) \(choose from (.*)\)", r"\1 ne peut pas être \2 ; choix : \3"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 ne va pas avec \2"),
    (r"argument (\S+): (.*)", r"\1 : \2"),
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose help and errors are French. ``word`` is the word of `atelier` it serves."""

    def __init__(self, word: str, description: str) -> None:
        super().__init__(prog=f"atelier {word}", description=description, add_help=False)
        self._positionals.title = "à donner"
        self._optionals.title = "options"
        self.add_argument("-h", "--help", action="help", help="afficher cette aide")

    def format_usage(self) -> str:
        return _french_usage(super().format_usage())

    def format_help(self) -> str:
        return _french_usage(super().format_help())

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog} : {french(message)}\n{self.format_usage()}", end="", file=sys.stderr)
        sys.exit(2)


def french(message: str) -> str:
    """An error message of argparse, in French."""
    for pattern, text in _MESSAGES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return match.expand(text)
    return message


def _french_usage(text: str) -> str:
    return re.sub(r"\Ausage: ", "utilisation : ", text)
