"""Problems of data are codes with values: every one has its sentence, and every sentence gets what it asks for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.readers.cells import QUALIFIED
from geodata.readers.row_problems import ERROR, Problem
from geodata.readers.sentences import PLACEHOLDER, SENTENCES, Value, filled, is_answered
from geodata.rules.plausible import Weight, plausible
from webmap.words import problems
from webmap.words.i18n import TRANSLATIONS, compile_catalogues, speaking

ROOT = Path(__file__).parent.parent
ODD, IN_DOUBT, WRONG = Weight.ODD, Weight.IN_DOUBT, Weight.WRONG
SOURCES = [
    *(ROOT / "geodata" / "readers").glob("*.py"),
    *(ROOT / "geodata" / "imports").rglob("*.py"),
    ROOT / "geodata" / "rules" / "plausible.py",
    ROOT / "scripts" / "import_file.py",
]
# Who says a problem, and which of its arguments is the code.
SAYS = {
    "error": 1,
    "warning": 1,
    "doubt": 1,
    "remark": 1,
    "of_file": 0,
    "unreadable": 0,
    "_unreadable": 0,
    "Finding": 0,
}


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call that says a problem by a code written out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = SAYS.get(name, len(node.args))
            code = node.args[place] if place < len(node.args) else None
            if isinstance(code, ast.Constant):
                yield node, str(code.value)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_code_that_is_said_has_its_sentence_and_gives_its_values(path: Path) -> None:
    for call, code in calls(path):
        assert code in SENTENCES, f"{path}: {code}"
        if getattr(call.func, "id", "") == "Finding":
            continue
        wanted = set(PLACEHOLDER.findall(SENTENCES[code].message + SENTENCES[code].suggestion))
        given = {keyword.arg for keyword in call.keywords}
        assert wanted <= given, f"{path}, {code}: {wanted - given}"


def test_no_sentence_is_left_over() -> None:
    written = {
        node.value
        for path in SOURCES
        if not path.stem.startswith("sentences")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert set(SENTENCES) - written == {f"stated_{qualifier}" for qualifier in QUALIFIED}


def test_a_suggestion_that_rests_on_a_value_is_made_only_with_it() -> None:
    assert Problem("unknown_word", ERROR, {"words": "camp", "near": None}).suggestion is None
    assert Problem("unknown_word", ERROR, {"words": "camp", "near": "camp"}).suggestion == "camp"
    assert not is_answered("", {})


def test_lists_are_joined_by_words_of_the_language() -> None:
    in_german = {"%(one)s and %(other)s": "%(one)s und %(other)s", "row %(rows)s": "Zeile %(rows)s"}
    assert filled("row %(rows)s", {"rows": ("3", "4", "5")}) == "row 3 and 4 and 5"
    assert filled("row %(rows)s", {"rows": ("3", "4", "5")}, in_german.__getitem__) == "Zeile 3 und 4 und 5"
    assert filled("row %(rows)s", {"rows": ("3",)}) == "row 3"


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.mark.parametrize("lang", [path.parent.parent.name for path in TRANSLATIONS.glob("*/*/messages.po")])
def test_every_problem_is_said_in_every_language_that_is_offered(lang: str) -> None:
    for code, sentence in SENTENCES.items():
        values: dict[str, Value] = dict.fromkeys(PLACEHOLDER.findall(sentence.message + sentence.suggestion), "7")
        problem = Problem(code, ERROR, values)
        with speaking(lang):
            told = (problems.message(problem), problems.suggestion(problem))
        for said, english, written in zip(told, (problem.message, problem.suggestion), sentence_of(code), strict=True):
            only_values = not PLACEHOLDER.sub("", written).strip()
            assert (said is None) == (english is None)
            assert only_values or said != english, code


def sentence_of(code: str) -> tuple[str, str]:
    return SENTENCES[code].message, SENTENCES[code].suggestion


def test_a_cell_keeps_its_direction_inside_a_sentence_that_runs_leftwards() -> None:
    problem = Problem("unknown_joint_site", ERROR, {"part": "'paris'", "near": None})
    with speaking("ar"):
        assert "\u2068'paris'\u2069" in problems.message(problem)
    with speaking("en"):
        assert problems.message(problem) == problem.message == "No site is known as 'paris'."


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({}, []),
        ({"plots_ready": 100, "plots_occupied": 100, "families": 100, "individuals": 500}, []),
        ({"plots_ready": 200, "plots_occupied": 220}, [("over_capacity", "plots_occupied", ODD)]),
        ({"plots_ready": 9, "plots_occupied": 8, "plots_reserved": 2}, [("over_reserved", "plots_reserved", ODD)]),
        ({"plots_planned": 50, "plots_ready": 60}, [("more_than_planned", "plots_ready", ODD)]),
        ({"families": 500, "individuals": 100}, [("swapped", "families", WRONG)]),
        ({"families": 500, "individuals": 0}, [("zero_beside_people", "individuals", WRONG)]),
        ({"families": 100, "individuals": 1300}, [("family_size", "individuals", ODD)]),
        ({"families": 301, "plots_ready": 100}, [("people_as_families", "families", IN_DOUBT)]),
        ({"families": 300, "plots_ready": 100}, []),
        ({"families": 301, "plots_ready": 900, "plots_occupied": 100}, [("people_as_families", "families", IN_DOUBT)]),
        ({"families": 80, "plots_ready": 900, "plots_occupied": 480}, [
            ("people_as_plots", "plots_occupied", IN_DOUBT),
        ]),
        ({"individuals": 480, "plots_occupied": 480}, [("persons_as_plots", "plots_occupied", IN_DOUBT)]),
        ({"individuals": 480, "plots_occupied": 240}, []),
        ({"families": 400, "plots_ready": 900, "plots_occupied": 500}, [
            ("free_as_occupied", "plots_occupied", IN_DOUBT),
        ]),
        ({"families": 450, "plots_ready": 900, "plots_occupied": 450}, []),
        ({"plots_ready": 100, "plots_occupied": 56}, [("shares_as_plots", "plots_ready", IN_DOUBT)]),
        ({"plots_ready": 100, "plots_occupied": 56, "families": 57}, []),
        ({"plots_ready": 101, "plots_occupied": 56}, []),
        ({"families": 0, "plots_ready": 0}, [("filler_zeros", None, IN_DOUBT)]),
        ({"families": 0}, []),
        ({"families": 5, "plots_ready": 0, "plots_occupied": 0}, [
            ("none_ready", "plots_ready", ODD), ("filler_zero", "plots_occupied", IN_DOUBT),
        ]),
    ],
)  # fmt: skip
def test_figures_of_one_report_beside_one_another(
    figures: dict[str, int], found: list[tuple[str, str | None, Weight]]
) -> None:
    said = plausible(figures)
    assert [(finding.code, finding.column, finding.weight) for finding in said] == found
    for finding in said:
        assert filled(SENTENCES[finding.code].message, finding.values)


# A text is never too long by the letters of one.
NEVER_ONE = {"too_long"}
SEVERAL = "plots|families|people|persons|sites|others|rows|ones|cells|letters|days|metres|are|were"


@pytest.mark.parametrize("code", sorted(set(SENTENCES) - NEVER_ONE))
def test_one_is_never_several(code: str) -> None:
    written = SENTENCES[code]
    values: dict[str, Value] = dict.fromkeys(PLACEHOLDER.findall(written.message + written.suggestion), 1)
    said = filled(written.message, values) + " " + filled(written.suggestion, values)
    assert not re.search(rf"\b1 (\w+ )?({SEVERAL})\b", said), said
