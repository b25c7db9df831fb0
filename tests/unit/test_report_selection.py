"""`atelier grade --seulement`: which submissions a text means, and what is said when it means none."""

import pytest

from classroom.grading.selection import NothingMatches, matches, select
from classroom.submissions import Submission

CLASS = [
    Submission(who, module, notebook, b"", "")
    for who, module, notebook in (
        ("Éloïse", "11_formes", "1_volumes"),
        ("Éloïse", "11_formes", "2_assembler"),
        ("Éloïse", "21_courant", "2_proteger_une_led"),
        ("Robot-62", "11_formes", "1_volumes"),
        ("1", "11_formes", "1_volumes"),
    )
]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Éloïse", [0, 1, 2]),
        ("eloise", [0, 1, 2]),
        ("ÉLOÏSE/11_formes", [0, 1]),
        ("éloïse/11", [0, 1]),
        ("éloïse/11/", [0, 1]),
        ("éloïse/11_formes/2_assembler", [1]),
        ("éloïse/21/2_proteger_une_led.ipynb", [2]),
        ("robot 62/11/1", [3]),
        ("1", [4]),
        ("Éloïse/1", []),
        ("Robot", []),
        ("Éloïse/11/1/1", []),
        ("", []),
        ("/", []),
    ],
)
def test_what_a_text_means(text, meant):
    assert [index for index, one in enumerate(CLASS) if matches(one, text)] == meant
    if meant:
        assert select(CLASS, text) == [CLASS[index] for index in meant]
    else:
        with pytest.raises(NothingMatches):
            select(CLASS, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Eloide", "« Éloïse »"),
        ("Zzz", "Remis : 1, Éloïse, Robot-62."),
        ("Éloïse/formes", "« 11_formes »"),
        ("Éloïse/99", "Remis : 11_formes, 21_courant."),
        ("Robot-62/11/9", "Remis : 1_volumes."),
        ("Robot-62/11/volume", "« 1_volumes »"),
        ("a/b/c/d", "PSEUDO/MODULE/CARNET"),
        ("", "PSEUDO/MODULE/CARNET"),
    ],
)
def test_when_nothing_matches_the_error_names_what_there_is(text, said):
    with pytest.raises(NothingMatches) as error:
        select(CLASS, text)
    assert said in str(error.value)


def test_an_empty_class_is_said():
    with pytest.raises(NothingMatches, match="rien"):
        select([], "Ada")
