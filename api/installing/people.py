"""Who is invited first: the people file that ``homthu init`` reads.

A CSV file with the columns ``post``, ``username`` and ``display_name``; ``post`` is ``duty_desk``, ``inspectorate``,
``administrator``, or the code of a commune in the area file.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from intake.areas.file import mend_code
from intake.areas.tree import AreaTree
from intake.ground.spreadsheets import SpreadsheetUnreadable, read_lines
from triage.ground.vocabulary import OfficerRole, PostKind
from triage.offices.accounts.accounts import normalise_username

ADMINISTRATOR = OfficerRole.ADMINISTRATOR.value
_FEWEST = {PostKind.DUTY_DESK.value: 2, PostKind.INSPECTORATE.value: 2, ADMINISTRATOR: 1}
_COLUMNS = {"post", "username", "display_name"}


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """A person who gets a link."""

    post: str
    username: str
    display_name: str


def read_people(file: Path) -> list[FirstPerson]:
    """Read the people file, as a spreadsheet saves it. Raises ValueError where a column is missing."""
    try:
        lines = read_lines(file, _COLUMNS)
    except SpreadsheetUnreadable as error:
        message = f"the people file: {error}"
        raise ValueError(message) from error
    return [FirstPerson(each.cells["post"], each.cells["username"], each.cells["display_name"]) for each in lines]


def mend_posts(people: list[FirstPerson], tree: AreaTree) -> list[FirstPerson]:
    """Return the people with the posts that are meant where a spreadsheet left out the zeros of a commune's code."""
    communes = {str(node.id) for node in tree.communes()}
    return [replace(person, post=mend_code(person.post, communes)) for person in people]


def find_people_faults(people: list[FirstPerson], tree: AreaTree) -> list[str]:
    """Return what is missing or wrong, a sentence each."""
    communes = {str(node.id): node.title for node in tree.communes()}
    known = {*_FEWEST, *communes}
    names = [normalise_username(person.username) for person in people]
    faults = [f"{person.post}: no such post" for person in people if person.post not in known]
    faults += [f"{name}: named twice" for name in sorted({name for name in names if names.count(name) > 1})]
    faults += [f"{person.post}: a name is empty" for person in people if not (person.username and person.display_name)]
    for post in (*_FEWEST, *communes):
        fewest = _FEWEST.get(post, 1)
        count = sum(person.post == post for person in people)
        if count < fewest:
            faults.append(f"{communes.get(post, post)} ({post}): {fewest} needed, {count} named")
    return faults
