"""The house's own rules, computed from the imports: no circle at any level, and few rooms in each folder."""

import pytest

from tests.house import find_circles, join_folders, list_names, list_rooms, read_imports, split_name

MOST_ROOMS = 9


def test_no_two_files_import_each_other_even_round_a_corner() -> None:
    assert find_circles(read_imports()) == []


@pytest.mark.parametrize("depth", [2, 3, 4, 5])
def test_no_two_folders_of_one_parent_import_each_other_even_round_a_corner(depth: int) -> None:
    assert find_circles(join_folders(read_imports(), depth)) == []


def test_a_circle_is_found_when_there_is_one() -> None:
    imports = {"a.x": {"b.y"}, "b.y": {"c.z"}, "c.z": {"a.x"}, "d.w": {"a.x"}}
    assert find_circles(imports) == [["a.x", "b.y", "c.z"]]


def test_no_folder_has_more_rooms_than_a_newcomer_keeps_in_mind() -> None:
    assert {folder: rooms for folder, rooms in list_rooms().items() if len(rooms) > MOST_ROOMS} == {}


STRUCK = frozenset({"whoever", "whomever", "somebody", "nobody", "knock", "knocks", "bell", "burn", "burns", "burning"})


def test_no_name_in_the_code_uses_a_word_that_was_struck() -> None:
    found = {name for name in list_names() if STRUCK & set(split_name(name))}
    assert found == set(), f"say who acts, and use the field's terms: {sorted(found)}"


def test_a_struck_word_is_found_however_a_name_is_written() -> None:
    assert split_name("ring_the_bell") == ["ring", "the", "bell"]
    assert split_name("KnockTwice") == ["knock", "twice"]
    assert split_name("_NOBODY_HERE") == ["nobody", "here"]
