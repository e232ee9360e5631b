"""Spellings of names: what makes no difference to a search, and what holds for every text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from geodata.rules.names import VOWELS, fold, skeleton

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
    assert all(one != other for one, other in pairwise(bones))


def test_stored_spellings_are_folded_ones(public_db: Connection) -> None:
    stored = public_db.execute(text("SELECT name, folded FROM place_names")).all()
    assert len(stored) > 1000
    assert [(name, folded) for name, folded in stored if fold(name) != folded] == []


def test_the_database_makes_the_same_skeletons(public_db: Connection) -> None:
    found = public_db.execute(
        text(
            "SELECT folded, regexp_replace(translate(folded, :vowels, ''), '(.)\\1+', '\\1', 'g') AS bones"
            " FROM place_names"
        ),
        {"vowels": VOWELS},
    )
    assert [(folded, bones) for folded, bones in found if skeleton(folded) != bones] == []
