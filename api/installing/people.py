"""Who is invited first: the people file that ``homthu init`` reads.

A CSV file with the columns ``post``, ``username`` and ``display_name``; ``post`` is ``duty_desk``, ``inspectorate``,
``administrator``, or the code of a commune in the area file.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from intake.areas.tree import AreaTree
from triage.ground.vocabulary import OfficerRole, PostKind
from triage.offices.accounts.accounts import normalise_username

ADMINISTRATOR = OfficerRole.ADMINISTRATOR.value
_FEWEST = {PostKind.DUTY_DESK.value: 2, PostKind.INSPECTORATE.value: 2, ADMINISTRATOR: 1}
_COLUMNS = {"post", "username", "display_name"}


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Somebody who gets a link."""

    post: str
    username: str
    display_name: str


def read_people(file: Path) -> list[FirstPerson]:
    """Read the people file. Raises ValueError where a column is missing."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.DictReader(source)
        if not set(rows.fieldnames or ()) >= _COLUMNS:
            raise ValueError("the people file needs the columns post, username, display_name")
        return [FirstPerson(row["post"].strip(), row["username"].strip(), row["display_name"].strip()) for row in rows]


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
