"""Spellings of names: what makes no difference to a search, and what holds for every text."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from geodata.rules.names import VOWELS, fold, marks, skeleton
from webmap.db import STATEMENTS

LETTERS = st.text(alphabet=st.sampled_from("aebsht l-'’_.كىةأإآالمخيوهپگڕێ٣۵ßİıŞê &"), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Qayyarah", "qayyarah"),
        ("Jad'ah 5", "JADAH 5"),
        ("الموصل", "موصل"),
        ("القوش", "القوش "),
        ("ربيعة", "ربيعه"),
        ("نینوی", "نينوى"),
        ("مخيم شيخان", "الشيخان"),
        ("Şêxan", "sexan"),
        ("٣٥", "35"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Ain Sifni", "Ain Safni"), ("Shekhan", "Shikhan"), ("Hammam", "Hamam")])
def test_a_vowel_or_a_doubled_letter_does_not_change_the_skeleton(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert skeleton(fold(one)) == skeleton(fold(other))


def test_different_places_stay_different() -> None:
    assert skeleton(fold("Zelikan")) != skeleton(fold("Hasansham"))
    assert fold("Hammam al-Alil 1") != fold("Hammam al-Alil 2")


@given(st.one_of(st.text(max_size=60), LETTERS))
def test_folding_twice_changes_nothing(name: str) -> None:
    folded = fold(name)
    assert fold(folded) == folded
    assert folded == folded.strip()
    assert "  " not in folded


@given(LETTERS)
def test_case_does_not_matter(name: str) -> None:
    assert fold(name.casefold()) == fold(name)


@given(st.one_of(st.text(max_size=60), LETTERS))
def test_a_skeleton_has_no_vowels_and_no_doubled_letter(name: str) -> None:
    bones = skeleton(fold(name))
    assert not set(bones) & set(VOWELS)
    assert all(one != other or one.isdigit() for one, other in pairwise(bones))


def test_stored_spellings_are_folded_ones(public_db: Connection) -> None:
    stored = public_db.execute(text("SELECT name, folded FROM place_names")).all()
    assert len(stored) > 1000
    assert [(name, folded) for name, folded in stored if fold(name) != folded] == []


def test_the_database_makes_the_same_skeletons(public_db: Connection) -> None:
    statement = (STATEMENTS / "named_places.sql").read_text(encoding="utf-8")
    made = re.search(r"AND (regexp_replace\(\n.*?\n +\)) = :skeleton", statement, re.DOTALL)
    assert made is not None
    found = public_db.execute(text(f"SELECT folded, {made.group(1)} AS bones FROM place_names"), {"vowels": VOWELS})
    assert [(folded, bones) for folded, bones in found if skeleton(folded) != bones] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mamrashan IDP Camp", "mamrashan"),
        ("مخيم مامرشان", "مامرشان"),
        ("کەمپی حەسەن شام", "حەسەن شام"),
        ("حسن\u200cشام", "حسن شام"),
    ],
)
def test_the_word_for_a_camp_is_no_part_of_its_name(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("sorani", "arabic"),
    [("حەسەن شام", "حسن شام"), ("قەیارە", "القيارة"), ("دەبەگە", "ديبكة"), ("مامڕەشان", "مام رشان")],
)
def test_a_sorani_spelling_has_the_skeleton_of_the_arabic_one(sorani: str, arabic: str) -> None:
    assert skeleton(fold(sorani)) == skeleton(fold(arabic))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hassan Sham U2", "Hassan Sham M2"), ("Kabarto 1", "Kabarto 11"), ("Hasansham U2", "Hasansham U3")],
)
def test_a_number_and_the_letter_before_it_are_never_dropped(one: str, other: str) -> None:
    assert skeleton(fold(one)) != skeleton(fold(other))
    assert marks(fold(one)) != marks(fold(other))
    assert marks(fold("hasansham_u_2")) == marks(fold("Hassan Sham U2")) == ("u2",)
