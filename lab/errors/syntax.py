"""Mistakes of structure: colons, quotes, brackets, blocks and their shift to the right."""

from __future__ import annotations

import re

from lab.errors.fault import Explanation, Fault, Recognisers, masked

recognises = Recognisers()

_BLOCK = r"if|elif|else|for|while|def|class|try|except|finally|with"
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPEN = {
    "(": ("une parenthèse n'est pas fermée", "La parenthèse ouverte"),
    "[": ("un crochet n'est pas fermé", "Le crochet ouvert"),
    "{": ("une accolade n'est pas fermée", "L'accolade ouverte"),
}
"""What is told of each bracket left open: the mistake, and how its constat begins."""
_STEP = "    "

recognises.mistake(
    SyntaxError,
    r"expected ':'|invalid syntax",
    "« else if » s'écrit elif",
    "La ligne contient `else if`.",
    "En Python, « sinon si » s'écrit en un mot : `elif`.",
    "Remplacer `else if` par `elif`.",
    line=r"\belse\s+if\b",
    instead="elif",
)


@recognises(SyntaxError, r"expected ':'")
def missing_colon(fault: Fault, _: re.Match[str]) -> Explanation | None:
    code = fault.bare.rstrip()
    return _missing_colon(fault, min(fault.place.start, len(code)))


def _missing_colon(fault: Fault, where: int) -> Explanation:
    text = fault.text
    rest = text[where:].removeprefix(";")
    return fault.at(max(0, where - 1), where).explain(
        "il manque les deux-points",
        "Cette ligne ouvre un bloc, et ne finit pas par `:`.",
        "Les deux-points annoncent le bloc qui suit.",
        "Ajouter `:` à la fin de la ligne.",
        f"{text[:where].rstrip()}:{rest}",
    )


@recognises(SyntaxError, r"unterminated string|invalid syntax|invalid character '’'")
def apostrophe(fault: Fault, _: re.Match[str]) -> Explanation | None:
    if not re.search(r"'·*'[^\W\d_]", fault.bare):
        return None
    first, last = fault.text.find("'"), fault.text.rfind("'")
    inside = fault.text[first + 1 : last]
    corrected = f'{fault.text[:first]}"{inside}"{fault.text[last + 1 :]}' if '"' not in inside else ""
    return fault.explain(
        "une apostrophe ferme le texte trop tôt",
        "Le texte contient une apostrophe, et il est entouré d'apostrophes.",
        "Python croit que le texte finit à la première apostrophe.",
        'Entourer le texte de guillemets doubles : `"`.',
        corrected,
    )


@recognises(SyntaxError, r"unterminated (triple-quoted )?(f-)?string")
def open_quote(fault: Fault, match: re.Match[str]) -> Explanation | None:
    text, start = fault.text, fault.place.start
    quote = next((sign for sign in text[start:] if sign in "\"'"), '"') * (3 if match[1] else 1)
    # Before the brackets that close the line: a text rarely holds them at its end.
    body = text[start:].rstrip()
    core = body.rstrip(")]}:") if not match[1] else body
    corrected = f"{text[:start]}{core}{quote}{body[len(core) :]}"
    return fault.at(start, len(text)).explain(
        "un guillemet n'est pas fermé",
        f"Un texte commence par `{quote}` et ne finit pas.",
        "Un texte s'ouvre et se ferme avec le même signe.",
        f"Ajouter `{quote}` à la fin du texte.",
        "" if match[1] else corrected,
    )


@recognises(SyntaxError, r"'([(\[{])' was never closed")
def open_bracket(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return _open_bracket(fault, match[1])


@recognises(SyntaxError, r"invalid syntax")
def open_bracket_of_a_block(fault: Fault, _: re.Match[str]) -> Explanation | None:
    """``if (x > 3:``: Python complains about the colon."""
    if fault.text[fault.place.start : fault.place.start + 1] not in (":", "="):
        return None
    before = fault.bare[: fault.place.start]
    for bracket, closing in _CLOSING.items():
        if before.count(bracket) > before.count(closing):
            where = before.rfind(bracket)
            return _open_bracket(fault.at(where, where + 1), bracket)
    return None


def _open_bracket(fault: Fault, bracket: str) -> Explanation:
    closing = _CLOSING[bracket]
    mistake, what = _OPEN[bracket]
    code = fault.bare.rstrip()
    end = len(code.removesuffix(":"))
    return fault.at(fault.place.start, fault.place.start + 1).explain(
        mistake,
        f"{what} à la ligne {fault.place.line} n'a pas son `{closing}`.",
        "Tout ce qui s'ouvre doit se fermer.",
        f"Ajouter `{closing}` là où cela doit finir.",
        f"{fault.text[:end].rstrip(', ')}{closing}{fault.text[end:]}",
    )


recognises.mistake(
    SyntaxError,
    r"^unmatched '([)\]}])'",
    "une parenthèse de trop",
    "Le signe `{1}` ferme quelque chose qui n'est pas ouvert.",
    "Chaque signe qui ferme répond à un signe qui ouvre.",
    "Enlever ce `{1}`, ou ajouter le signe qui manque avant.",
    instead="",
)


@recognises(SyntaxError, r"closing parenthesis '(.)' does not match opening parenthesis '(.)'")
def other_bracket(fault: Fault, match: re.Match[str]) -> Explanation | None:
    if match[2] == "{" and re.search(r"""\bf["']""", fault.text):
        return _open_brace(fault)  # Python 3.12 and later, in a text with braces
    right = _CLOSING[match[2]]
    return fault.explain(
        "les parenthèses ne vont pas ensemble",
        f"`{match[2]}` est ouvert, et `{match[1]}` arrive pour fermer.",
        "`(` se ferme avec `)`, et `[` se ferme avec `]`.",
        f"Écrire `{right}`, ou fermer d'abord ce qui est ouvert.",
        instead=right,
    )


@recognises(SyntaxError, r"f-string: expecting '}'")
def open_brace(fault: Fault, _: re.Match[str]) -> Explanation | None:
    return _open_brace(fault)


def _open_brace(fault: Fault) -> Explanation | None:
    found = re.search(r"""\{[^}"']*""", fault.text)
    if not found:
        return None
    return fault.on(found).explain(
        "une accolade n'est pas fermée",
        "Dans le texte, une accolade `{` n'a pas de `}`.",
        "Le nom à afficher se met entre `{` et `}`.",
        "Ajouter `}` après le nom.",
        instead=found[0] + "}",
    )


@recognises(SyntaxError, r"f-string: (empty expression|valid expression required)")
def empty_brace(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.search(r"\{\s*[:!}]", fault.text)
    return (fault.on(found) if found else fault).explain(
        "les accolades sont vides",
        "Dans le texte, rien n'est écrit entre `{` et `}`.",
        "Python attend le nom de ce qu'il faut afficher.",
        "Écrire un nom entre les accolades, ou les enlever.",
    )


@recognises(IndentationError, r"expected an indented block after (.+) on line (\d+)")
def block(fault: Fault, match: re.Match[str]) -> Explanation | None:
    opening = int(match[2]) + fault.cell.shift
    hidden = fault.place.line > opening and fault.text.lstrip().startswith("#")
    if fault.place.line > opening and fault.bare.strip() and not _leaves(fault):
        return fault.explain(
            "la ligne n'est pas décalée",
            f"La ligne {opening} ouvre un bloc, mais celle-ci n'est pas décalée.",
            "Le décalage montre à Python ce qui est dans le bloc.",
            "Ajouter quatre espaces au début de cette ligne.",
            f"{_STEP}{fault.text}",
        )
    return fault.on_line(opening).explain(
        "le bloc est vide",
        f"La ligne {opening} ouvre un bloc, et rien ne suit.",
        "Python attend au moins une ligne décalée après les deux-points.",
        "Une ligne qui commence par `#` ne compte pas : enlever le `#`."
        if hidden
        else "Écrire la suite, décalée de quatre espaces, ou `pass`.",
    )


def _leaves(fault: Fault) -> bool:
    """Whether the line at fault is another block's (``else:``): the block before it is then empty."""
    return bool(re.match(rf"\s*({_BLOCK})\b.*:", fault.bare))


@recognises(IndentationError, r"unexpected indent")
def shifted(fault: Fault, _: re.Match[str]) -> Explanation | None:
    before = _line_before(fault)
    own, above = _shift(fault.text), _shift(before)
    if before and not before.rstrip().endswith(":") and own != above:
        corrected = before[:above] + fault.text.lstrip()
    else:
        corrected = fault.text.lstrip()
    return _blank(fault).explain(
        "la ligne est trop décalée",
        "Cette ligne commence plus à droite que la précédente.",
        "Seules les lignes d'un bloc se décalent, après les deux-points.",
        "Enlever les espaces de trop au début de la ligne.",
        corrected,
    )


@recognises(IndentationError, r"unindent does not match")
def misaligned(fault: Fault, _: re.Match[str]) -> Explanation | None:
    return _blank(fault).explain(
        "le décalage ne s'aligne sur aucune ligne",
        f"Cette ligne commence par {_shift(fault.text)} espaces : aucun bloc n'a ce décalage.",
        "Les lignes d'un même bloc commencent toutes au même endroit.",
        "Aligner cette ligne avec celles de son bloc.",
    )


@recognises(TabError)
def tabs(fault: Fault, _: re.Match[str]) -> Explanation | None:
    return _blank(fault).explain(
        "des tabulations et des espaces sont mélangées",
        "Des lignes commencent par des espaces, d'autres par une tabulation.",
        "À l'écran c'est pareil ; pour Python, c'est différent.",
        "Effacer le début de la ligne, puis taper quatre espaces.",
        _aligned(fault),
    )


@recognises(SyntaxError, r"invalid syntax", line=r"^\s*(elif|else|except|finally)\b")
def orphan(fault: Fault, found: re.Match[str]) -> Explanation | None:
    if fault.place.start > found.start(1):
        return None
    first = "try" if found[1] in ("except", "finally") else "if"
    return fault.on(found).explain(
        f"un {found[1]} sans son {first}",
        f"Ce `{found[1]}` ne suit pas directement le bloc d'un `{first}`.",
        f"`{found[1]}` s'aligne sous son `{first}`, sans ligne entre les deux.",
        f"Vérifier le décalage, et la ligne du `{first}`.",
    )


recognises.mistake(
    SyntaxError,
    r"expected 'except' or 'finally' block",
    "un try sans except",
    "Un bloc `try` n'est pas suivi d'un bloc `except`.",
    "`except` dit quoi faire en cas d'erreur.",
    "Ajouter `except:` après le bloc, aligné sous `try`.",
)

recognises.mistake(
    SyntaxError,
    r"'return' outside function",
    "un return hors d'une fonction",
    "Ce `return` n'est dans aucune fonction.",
    "`return` rend le résultat d'une fonction : il va dans son bloc.",
    "Décaler cette ligne sous le `def`, ou utiliser `print`.",
)

recognises.mistake(
    SyntaxError,
    r"'(break|continue)' (?:outside|not properly in) loop",
    "un {1} hors d'une boucle",
    "Ce `{1}` n'est dans aucune boucle.",
    "`{1}` agit sur la boucle `for` ou `while` qui l'entoure.",
    "Décaler cette ligne pour la mettre dans la boucle.",
)

recognises.mistake(
    SyntaxError,
    r"expected '\('",
    "il manque les parenthèses après le nom",
    "La ligne `def` n'a pas de parenthèses.",
    "Les parenthèses portent ce que la fonction reçoit, même rien.",
    "Ajouter `()` après le nom de la fonction.",
    line=r"^\s*def\s+\w+(?=\s*:)",
    instead="{0}()",
)


@recognises(SyntaxError, r"positional argument follows keyword argument")
def positional_after_keyword(fault: Fault, _: re.Match[str]) -> Explanation | None:
    return fault.at().explain(
        "une valeur sans nom après une valeur nommée",
        "Une valeur écrite `nom=valeur` est suivie d'une valeur sans nom.",
        "Les valeurs sans nom se donnent toujours en premier.",
        "Mettre les valeurs nommées à la fin des parenthèses.",
    )


def colon_left_out(fault: Fault) -> Explanation | None:
    """``if x > 3 print(x)`` or ``if x > 3;``: the last thing to try on an invalid line."""
    bare = fault.bare.rstrip()
    opens = re.match(rf"\s*({_BLOCK})\b", bare)
    if not opens or ":" in re.sub(r"\[[^]]*\]|\{[^}]*\}|\blambda\b[^:]*:", "", bare):
        return None
    where = fault.place.start
    if bare[where:] == ";" or bare[where:].strip() == "" or re.match(r"\w+\s*[(=]|return\b", bare[where:]):
        return _missing_colon(fault, len(fault.text[:where].rstrip()))
    return None


def _shift(line: str) -> int:
    return len(line) - len(line.lstrip())


def _blank(fault: Fault) -> Fault:
    """The fault, on the blank at the start of its line."""
    return fault.at(0, _shift(fault.text))


def _line_before(fault: Fault) -> str:
    """The last line above that is not blank."""
    above = fault.cell.code.splitlines()[: fault.place.line - fault.cell.shift - 1]
    return next((line for line in reversed(above) if masked(line).strip()), "")


def _aligned(fault: Fault) -> str:
    """The line at fault, begun as the line above; in its block if that one opens one."""
    before = _line_before(fault)
    start = before[: _shift(before)] + (_STEP if masked(before).rstrip().endswith(":") else "")
    return start + fault.text.lstrip()
