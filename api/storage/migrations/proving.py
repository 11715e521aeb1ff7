"""Giving rows of an older schema the codes that rows have now. Whatever stands there at that moment is believed."""

from sqlalchemy import Connection, inspect
from sqlmodel import Session, select

from triage.ground.row_proofs import prove_anew
from triage.offices.accounts.tables import Officer, OfficerSession
from triage.offices.factors.tables import RecoveryCode, SecondFactor, SignInStep
from triage.offices.holders.tables import Invitation
from triage.offices.posts.tables import Holding, Post

_TABLES = (Officer, OfficerSession, SecondFactor, RecoveryCode, SignInStep, Invitation, Post, Holding)


def has_codes(connection: Connection) -> bool:
    """Say whether the schema is one whose rows have codes already, so that none may be given them again."""
    there = inspect(connection)
    return there.has_table("officer") and "proof" in {column["name"] for column in there.get_columns("officer")}


def prove_stored_rows(session: Session) -> None:
    """Give every row its code. Call it once, in the transaction that brought the schema up to where rows have codes."""
    session.expire_all()
    for table in _TABLES:
        for row in session.exec(select(table)):
            prove_anew(row)
    session.flush()
