"""The table of OWASP ASVS: each requirement once, and every file and test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+(?:–\d+\.\d+\.\d+)?) \| (.+) \| (.+) \| (.+) \|$", TEXT, flags=re.MULTILINE)


def test_every_chapter_is_there_and_no_requirement_twice() -> None:
    numbers = [number for number, *_rest in ROWS]
    assert {number.partition(".")[0] for number in numbers} == {str(chapter) for chapter in range(1, 18)}
    assert len(set(numbers)) == len(numbers)


def test_every_file_and_test_that_the_table_names_is_there() -> None:
    named = set(re.findall(r"`((?:api|triage|intake|crypto|tests|requirements|deploy)/[\w./]*)`", TEXT))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_each_requirement_says_where_it_is_kept_or_that_it_is_not() -> None:
    assert all(what and where and test for _number, what, where, test in ROWS)
    assert "**not met**" in TEXT
