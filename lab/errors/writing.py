"""Mistakes of writing: signs, numbers, words and names that Python does not read."""

from __future__ import annotations

import keyword
import re

from lab.errors.fault import Explanation, Fault, Recognisers
from lab.errors.syntax import colon_left_out
from lab.errors.words import nearest, plain

recognises = Recognisers()

_QUOTES = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'"}
_SIGNS = {
    "×": "*",
    "·": "*",
    "÷": "/",
    "∕": "/",
    "–": "-",
    "—": "-",
    "−": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "²": "**2",
    "³": "**3",
    "…": "...",
    "，": ",",
    "：": ":",
}
_UNITS = "mm|cm|dm|km|m|kg|mg|g|mn|min|ms|s|h|V|mA|A|W|kW|kΩ|ohms?|L|cl|ml|Hz|euros?|EUR|degres|degrés"
_FRENCH = {
    "si": "if",
    "sinon": "else",
    "pour": "for",
    "tantque": "while",
    "tant": "while",
    "def": "def",
    "fonction": "def",
    "retourne": "return",
    "retourner": "return",
    "renvoyer": "return",
    "importer": "import",
    "importe": "import",
    "depuis": "from",
}
"""French words that beginners write for Python's."""
_STARTS = ("if", "elif", "else", "for", "while", "def", "return", "import", "from", "class", "try", "except")
"""Words of Python that begin a line."""


@recognises(SyntaxError, r"invalid character '([“”„«»‘’‚‹›])'")
def curly_quotes(fault: Fault, match: re.Match[str]) -> Explanation | None:
    text = re.sub(r"«\s*|\s*»", '"', fault.text)
    return fault.explain(
        "des guillemets d'imprimerie",
        f"Le signe `{match[1]}` vient d'un traitement de texte.",
        "Python ne connaît que les guillemets droits.",
        f"Retaper le guillemet au clavier : `{_QUOTES[match[1]]}`.",
        "".join(_QUOTES.get(sign, sign) for sign in text),
    )


@recognises(SyntaxError, r"invalid non-printable character U\+([0-9A-F]+)")
def invisible(fault: Fault, match: re.Match[str]) -> Explanation | None:
    sign = chr(int(match[1], 16))
    return fault.explain(
        "un signe invisible",
        "Un signe qui ne se voit pas est dans la ligne.",
        "Il vient souvent d'un texte copié : page web, PDF, message.",
        "L'effacer, puis taper une espace à sa place.",
        fault.text.replace(sign, " " if sign.isspace() else ""),
    )


@recognises(SyntaxError, r"invalid character '(.)'")
def unknown_sign(fault: Fault, match: re.Match[str]) -> Explanation | None:
    area = re.search(rf"(?<![\w.])(\d+(?:\.\d+)?)\s*((?:{_UNITS})[²³])", fault.bare)
    return _unit(fault, area) if area else _unknown_sign(fault, match[1])


@recognises(SyntaxError, r"invalid syntax")
def unknown_plain_sign(fault: Fault, _: re.Match[str]) -> Explanation | None:
    sign = fault.text[fault.place.start : fault.place.start + 1]
    return _unknown_sign(fault, sign) if sign in ("$", "?") and sign else None


def _unknown_sign(fault: Fault, sign: str) -> Explanation:
    new = _SIGNS.get(sign, "")
    return fault.explain(
        "un signe que Python ne connaît pas",
        f"Le signe `{sign}` n'existe pas en Python.",
        "Python n'utilise que les signes simples du clavier.",
        f"À la place de `{sign}`, écrire `{new}`."
        if new
        else f"Enlever `{sign}`, ou le mettre dans un texte entre guillemets.",
        fault.text.replace(sign, new),
    )


@recognises(SyntaxError, r"unexpected character after line continuation|unicodeescape")
def backslash(fault: Fault, _: re.Match[str]) -> Explanation | None:
    return fault.explain(
        "une barre \\ mal placée",
        "La ligne contient une barre `\\`.",
        "Cette barre a un sens spécial en Python, même dans un texte.",
        "Écrire `/` à la place de `\\`.",
        fault.text.replace("\\", "/"),
    )


@recognises(SyntaxError, r"leading zeros in decimal integer")
def leading_zero(fault: Fault, _: re.Match[str]) -> Explanation | None:
    comma = re.search(r"(\d+),(0\d+)", fault.bare)
    if comma:
        return comma_as_point(fault, comma)
    found = re.search(r"(?<![\w.])0+(\d+)", fault.bare)
    return (fault.on(found) if found else fault).explain(
        "un nombre qui commence par zéro",
        f"Le nombre `{found[0]}` commence par un zéro." if found else "Un nombre commence par un zéro.",
        "Python n'accepte pas de zéro devant un nombre entier.",
        "Enlever le zéro, ou écrire le nombre comme un texte.",
        instead=found[1] if found else None,
    )


def comma_as_point(fault: Fault, comma: re.Match[str]) -> Explanation:
    """A French comma in a number: ``comma`` matches its two parts on the line."""
    number = f"{comma[1]}.{comma[2]}"
    return fault.on(comma).explain(
        "une virgule à la place du point",
        f"La ligne contient `{comma[0]}`, écrit avec une virgule.",
        "En Python, la virgule sépare deux valeurs.",
        f"Écrire le nombre avec un point : `{number}`.",
        instead=number,
    )


@recognises(SyntaxError, r"invalid syntax")
def comma_in_a_condition(fault: Fault, _: re.Match[str]) -> Explanation | None:
    """``if 2,8 <= diametre:``."""
    found = re.match(r"\s*(?:if|elif|while)\b[^(\[{]*?(?<![\w.])(?=\d+,\d)", fault.bare)
    comma = re.compile(r"(\d+),(\d+)").match(fault.bare, found.end()) if found else None
    return comma_as_point(fault, comma) if comma else None


@recognises(SyntaxError, r"invalid decimal literal")
def letters_on_a_number(fault: Fault, _: re.Match[str]) -> Explanation | None:
    name = re.match(r"\s*(?:def\s+)?((\d+)_?([^\W\d]\w*))\s*(?:[-+*/]?=(?!=)|\()", fault.bare)
    if name:
        new = name[3] + name[2]
        return fault.on(name, 1).explain(
            "un nom qui commence par un chiffre",
            f"Le nom `{name[1]}` commence par un chiffre.",
            "Un nom commence par une lettre ; les chiffres viennent après.",
            f"Écrire par exemple `{new}`.",
            instead=new,
        )
    found = re.search(r"(?<![\w.])(\d+(?:\.\d+)?)([^\W\d_]\w*)", fault.bare)
    return _unit(fault, found) if found else None


@recognises(SyntaxError, r"invalid syntax")
def unit_after_a_number(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.search(rf"(?<![\w.])(\d+(?:\.\d+)?)\s+({_UNITS})\b(?!\s*\()", fault.bare)
    return _unit(fault, found) if found else None


@recognises(SyntaxError, r"invalid syntax", line=r"(\w+|\))\s+([xX])\s+(?=(\w+|\())")
def x_for_times(fault: Fault, found: re.Match[str]) -> Explanation | None:
    """``3 x 4``."""
    if keyword.iskeyword(found[1]) or keyword.iskeyword(found[3]):
        return None
    return fault.on(found).explain(
        "la lettre x à la place de l'étoile",
        f"La lettre `{found[2]}` est entre deux valeurs.",
        "Pour Python, `x` est un nom. Multiplier s'écrit avec une étoile.",
        f"À la place de `{found[2]}`, écrire `*`.",
        f"{fault.text[: found.start(2)]}*{fault.text[found.end(2) :]}",
    )


@recognises(SyntaxError, r"invalid syntax$", line=r"(?<![\w.])(\d+(?:\.\d+)?)\s+([^\W\d]\w*)")
def no_sign_before_a_name(fault: Fault, found: re.Match[str]) -> Explanation | None:
    """``prix = 0.025 masse``."""
    if keyword.iskeyword(found[2]):
        return None
    if not re.match(r"\s*(?:return\b|[^\W\d]\w*\s*=)", fault.bare):
        return None
    if found[2] not in fault.names and len(re.findall(rf"\b{found[2]}\b", fault.cell.code)) == 1:
        return _unit(fault, found)  # `nombre = 3 jetons`
    return fault.on(found).explain(
        "il manque le signe *",
        f"Le nombre {found[1]} est suivi de `{found[2]}`, sans signe.",
        "Python ne devine pas la multiplication.",
        f"Pour multiplier : `{found[1]} * {found[2]}`.",
        f"{fault.text[: found.end(1)]} * {fault.text[found.start(2) :]}",
    )


def _unit(fault: Fault, found: re.Match[str]) -> Explanation:
    return fault.on(found).explain(
        "des lettres après un nombre",
        f"Le nombre {found[1]} est suivi de `{found[2]}`.",
        "Un nombre s'écrit seul : Python ne connaît pas les unités.",
        f"Écrire `{found[1]}`, et garder l'unité dans le nom : `largeur_mm`.",
        instead=found[1],
    )


@recognises(
    SyntaxError, r"invalid syntax|leading zeros", line=r"(?<![\w.,])\d{1,3}(?:[ \u202f\u00a0]\d{3})+(?![\w])"
)
def spaced_number(fault: Fault, found: re.Match[str]) -> Explanation | None:
    number = re.sub(r"\s", "", found[0])
    return fault.on(found).explain(
        "une espace dans un nombre",
        f"Le nombre `{found[0]}` contient une espace.",
        "Pour Python, l'espace finit le nombre.",
        f"Écrire `{number}`, sans espace.",
        instead=number,
    )


@recognises(SyntaxError, r"Maybe you meant '==' or ':='|cannot assign to .*Maybe you meant '=='")
def single_equals(fault: Fault, match: re.Match[str]) -> Explanation | None:
    bare = fault.bare
    if not re.match(r"\s*(if|elif|while|return|assert|print)\b", bare):
        return None
    sign = re.search(r"(?<![=!<>:+*/-])=(?!=)", bare)
    if not sign:
        return None
    return fault.on(sign).explain(
        "un seul = pour comparer",
        "La condition contient un seul signe `=`.",
        "`=` range une valeur ; `==` compare deux valeurs.",
        "Écrire `==` pour comparer.",
        instead="==",
    )


@recognises(SyntaxError, r"cannot assign to expression", line=r"^\s*([^\W\d]\w*(?:-[^\W\d]\w*)+)\s*=(?!=)")
def dash_in_a_name(fault: Fault, found: re.Match[str]) -> Explanation | None:
    name = found[1].replace("-", "_")
    return fault.on(found, 1).explain(
        "un tiret dans un nom",
        f"Le nom `{found[1]}` contient un tiret.",
        "Python lit ce tiret comme une soustraction.",
        f"Écrire `{name}`, avec le tiret du bas.",
        instead=name,
    )


@recognises(SyntaxError, r"cannot assign to (True|False|None|__debug__)")
def constant_as_a_name(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return _taken(fault, match[1])


@recognises(SyntaxError, r"invalid syntax|expected '\('", line=r"^\s*(?:def\s+)?([a-z]+)\s*(?:=(?!=)|\()")
def keyword_as_a_name(fault: Fault, found: re.Match[str]) -> Explanation | None:
    if not keyword.iskeyword(found[1]) or fault.place.start > found.end():
        return None
    if found[0].rstrip().endswith("(") and "def" not in found[0]:
        return None
    return _taken(fault.on(found, 1), found[1])


def _taken(fault: Fault, word: str) -> Explanation:
    return fault.explain(
        "un mot de Python pris comme nom",
        f"`{word}` est un mot de Python.",
        "Un mot de Python ne peut pas servir de nom.",
        f"Choisir un autre nom, par exemple `{word.lower()}_1`.",
        re.sub(rf"\b{word}\b", f"{word.lower()}_1", fault.text, count=1),
    )


@recognises(SyntaxError, r"cannot assign to (.+?)( here|\.|$)")
def value_on_the_left(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.match(r"(\s*)(.+?)\s*(?<![=!<>])=(?!=)\s*([^\W\d]\w*)\s*$", fault.bare)
    swapped = ""
    if found:
        left, right = fault.text[slice(*found.span(2))], found[3]
        swapped = f"{found[1]}{right} = {left}"
    return fault.explain(
        "le nom n'est pas à gauche du =",
        "À gauche du signe `=`, il n'y a pas un nom.",
        "`nom = valeur` range la valeur, à droite, sous le nom.",
        "Mettre le nom seul à gauche du `=`.",
        swapped,
    )


@recognises(SyntaxError, r"Missing parentheses in call to '(\w+)'")
def print_without_parentheses(fault: Fault, match: re.Match[str]) -> Explanation | None:
    found = re.search(rf"\b{match[1]}\b\s*(.*\S)", fault.bare)
    corrected = ""
    if found:
        corrected = f"{fault.text[: found.start()]}{match[1]}({fault.text[slice(*found.span(1))]})"
    return fault.explain(
        "il manque les parenthèses",
        f"`{match[1]}` est suivi directement de sa valeur.",
        "Ce que reçoit une fonction se met entre parenthèses.",
        f"Écrire `{match[1]}(…)`.",
        corrected,
    )


@recognises(
    SyntaxError,
    r"invalid syntax",
    line=r"^\s*for\s+[^\W\d]\w*\s+(?!in\b)((?:dans|de|on|of|im|un|ni|=)(?!\w)\s*)?",
)
def loop_without_in(fault: Fault, found: re.Match[str]) -> Explanation | None:
    return fault.explain(
        "il manque in dans la boucle",
        "La ligne `for` n'a pas le mot `in` après le nom.",
        "Une boucle s'écrit `for nom in suite:`.",
        "Ajouter `in` entre le nom et la suite.",
        f"{fault.text[: found.start(1) if found[1] else found.end()]}in {fault.text[found.end() :]}",
    )


_OPERATORS = {"=>": ">=", "=<": "<=", "=!": "!=", "<>": "!=", "&&": "and", "||": "or", "===": "=="}


@recognises(SyntaxError, r"invalid syntax", line=r"=>|=<|=!|<>|&&|\|\||===")
def unknown_operator(fault: Fault, found: re.Match[str]) -> Explanation | None:
    right = _OPERATORS[found[0]]
    return fault.on(found).explain(
        "un signe de comparaison mal écrit",
        f"La ligne contient `{found[0]}`.",
        f"En Python, ce signe s'écrit `{right}`.",
        f"Remplacer `{found[0]}` par `{right}`.",
        instead=f"{right}",
    )


recognises.mistake(
    SyntaxError,
    r"invalid syntax",
    "une comparaison à moitié écrite",
    "Rien n'est écrit entre `{2}` et le signe qui suit.",
    "Chaque côté de `{2}` est une question entière.",
    "Écrire de nouveau ce qui est comparé : `{1}`.",
    line=r"([\w.]+)\s*(?:[<>]=?|[=!]=).*?\b(and|or)(?=\s*(?:[<>]=?|[=!]=))",
    instead="{0} {1}",
)

recognises.mistake(
    SyntaxError,
    r"invalid syntax",
    "un point d'exclamation pour « non »",
    "La ligne contient `!` devant une condition.",
    "En Python, « non » s'écrit `not`.",
    "Remplacer `!` par `not`.",
    line=r"!(?!=)\s*",
    instead="not ",
)


@recognises(SyntaxError, r"invalid syntax", line=r"^\s*([^\W\d]\w*)\s*(\+\+|--)\s*$")
def plus_plus(fault: Fault, found: re.Match[str]) -> Explanation | None:
    new = f"{found[1]} {found[2][0]}= 1"
    return fault.on(found).explain(
        f"{found[2]} n'existe pas",
        f"La ligne finit par `{found[2]}`.",
        "D'autres langages ont ce raccourci ; Python ne l'a pas.",
        f"Écrire `{new}`.",
        fault.text.replace(found[0].strip(), new),
    )


@recognises(
    SyntaxError,
    r"invalid syntax|expected ':'|expected '\('",
    line=r"^\s*(?:from\s+[\w.]+\s+)?([^\W\d]\w*)\b(?=\s+[^\s=]|\s*:)",
)
def misspelt_keyword(fault: Fault, found: re.Match[str]) -> Explanation | None:
    if keyword.iskeyword(found[1]) or fault.place.start < found.start(1):
        return None
    word = found[1]
    french = _FRENCH.get(plain(word), "")
    right = french or nearest(word, _STARTS)
    if not right:
        return None
    return fault.on(found, 1).explain(
        "un mot de Python en français" if french else "un mot de Python mal écrit",
        f"La ligne contient le mot `{word}`.",
        "Les mots de Python sont en anglais et en minuscules.",
        f"Écrire `{right}`.",
        instead=right,
    )


@recognises(SyntaxError, r"invalid syntax|expected '\('")
def space_in_a_name(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.match(r"\s*(?:def\s+)?([^\W\d]\w*(?:[ ]+\w+)+)\s*(?:[-+*/]?=(?!=)|\()", fault.bare)
    words = found[1].split() if found else []
    if not found or any(map(keyword.iskeyword, words)):
        return None
    name = "_".join(words)
    return fault.on(found, 1).explain(
        "une espace dans un nom",
        f"Le nom `{found[1]}` contient une espace.",
        "Pour Python, l'espace finit le nom.",
        f"Écrire `{name}`, avec le tiret du bas.",
        instead=name,
    )


@recognises(SyntaxError, r"Perhaps you forgot a comma")
def unit_inside_braces(fault: Fault, _: re.Match[str]) -> Explanation | None:
    """``f"{prix euros}"``."""
    found = re.search(r"""\bf["'].*?\{(\w+)\s+([^\W\d]\w*)\}""", fault.text)
    if not found:
        return None
    start = found.start(1) - 1
    return fault.at(start, found.end()).explain(
        "deux mots entre les accolades",
        f"Entre les accolades, il y a `{found[1]}` et `{found[2]}`.",
        "Les accolades contiennent seulement le nom à afficher.",
        f"Sortir `{found[2]}` des accolades.",
        f"{fault.text[:start]}{{{found[1]}}} {found[2]}{fault.text[found.end() :]}",
    )


@recognises(SyntaxError, r"Perhaps you forgot a comma")
def missing_comma(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.compile(r"(?<=[\"'\w)\]}])(\s+)(?=[\"'\w(\[{-])|(?<=[\"'])()(?=\w)").search(
        fault.bare, fault.place.start
    )
    return _missing_comma(fault, found)


def _missing_comma(fault: Fault, gap: re.Match[str] | None) -> Explanation:
    corrected = ""
    if gap and "{" not in fault.bare:  # not in `{"a" 1}`: a colon is what is missing there
        corrected = f"{fault.text[: gap.start(gap.lastindex or 0)]}, {fault.text[gap.end() :]}"
    return fault.explain(
        "il manque une virgule",
        "Deux valeurs se suivent sans virgule.",
        "Dans des parenthèses ou des crochets, la virgule sépare les valeurs.",
        "Ajouter une virgule entre les deux.",
        corrected,
    )


@recognises(SyntaxError, r"invalid syntax")
def parameters_without_comma(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.match(r"\s*def\s+\w+\((?:[^()]*[,\s])?\w+(\s+)(?=\w)", fault.bare)
    return _missing_comma(fault, found) if found else None


@recognises(SyntaxError, r"invalid syntax", line=r"(?<=[(\[{])\s*,\s*|,(?=\s*,)")
def extra_comma(fault: Fault, found: re.Match[str]) -> Explanation | None:
    return fault.on(found).explain(
        "une virgule de trop",
        "Il n'y a pas de valeur avant cette virgule.",
        "Une virgule sépare deux valeurs.",
        "Enlever la virgule, ou écrire la valeur qui manque.",
        fault.text[: found.start()] + fault.text[found.end() :],
    )


@recognises(SyntaxError, r"invalid syntax|expected '\('")
def word_stuck_to_another(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.search(
        r"(?:^\s*(def|from|import|for|while|return)|\b(import|as|in))(?=[^\W\d]\w*)", fault.bare
    )
    if not found or fault.place.start < found.start():
        return None
    word = found[1] or found[2]
    corrected = f"{fault.text[: found.end()]} {fault.text[found.end() :]}"
    explanation = fault.on(found).explain(
        "deux mots collés",
        f"Après `{word}`, il manque une espace.",
        "L'espace sépare un mot de Python du mot qui suit.",
        f"Ajouter une espace après `{word}`.",
        corrected,
    )
    return (
        explanation if explanation.corrected else None
    )  # `inspection` begins with « in » and is well written


@recognises(SyntaxError, r"invalid syntax")
def colon_forgotten(fault: Fault, _: re.Match[str]) -> Explanation | None:
    return colon_left_out(fault)


@recognises(SyntaxError, r"invalid syntax|Expected one or more names")
def nothing_after(fault: Fault, _: re.Match[str]) -> Explanation | None:
    bare = fault.bare.rstrip()
    found = re.search(r"([-=+*/%<>(,]|\b\w+)$", bare)
    if not found or fault.place.start < len(bare):
        return None
    return fault.on(found).explain(
        "la ligne n'est pas finie",
        "La ligne s'arrête trop tôt : il manque une valeur.",
        "Un signe comme `=` ou `+` attend une valeur après lui.",
        "Écrire ce qui manque à la fin de la ligne.",
    )
