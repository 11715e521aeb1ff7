"""What a route may ask for, declared once."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from api.web.http.cookies import SESSION
from api.web.visit.context import context_of
from api.web.visit.refusals import AdministratorsOnly, OfficersOnly
from api.web.visit.visit import Visit
from triage.ground.errors import SessionEnded
from triage.offices.accounts.sessions import SignedIn, is_note_due, note_session, resume_session
from triage.offices.posts.holdings import check_held


# Asynchronous although it waits for nothing: a synchronous dependency costs a thread of its own.
async def get_visit(request: Request) -> Visit:
    """Return the request with what the process holds."""
    return Visit(request, context_of(request))


CurrentVisit = Annotated[Visit, Depends(get_visit)]


def open_reading(visit: CurrentVisit) -> Iterator[Session]:
    """Give the request a session that reads."""
    with visit.context.database.reading() as session:
        yield session


def open_writing(visit: CurrentVisit) -> Iterator[Session]:
    """Give the request a session that writes, and commit it before the response leaves."""
    with visit.context.database.writing() as session:
        yield session
        session.commit()


# "function" ends the dependency before the response is sent: what was answered is on disk.
ReadSession = Annotated[Session, Depends(open_reading, scope="function")]
WriteSession = Annotated[Session, Depends(open_writing, scope="function")]


def get_signed_in(visit: CurrentVisit) -> SignedIn:
    """Return who is signed in. Raises SessionEnded."""
    token = SESSION.read(visit.request, visit.context.settings)
    if token is None:
        raise SessionEnded
    with visit.context.database.reading() as session:
        signed_in = resume_session(session, token, at=visit.now())
        check_held(session, signed_in.id)
        is_due = is_note_due(session, token, at=visit.now())
        session.expunge_all()
    if is_due:
        with visit.context.database.writing() as session:
            note_session(session, token, at=visit.now())
            session.commit()
    return signed_in


async def get_staff(signed_in: Annotated[SignedIn, Depends(get_signed_in)]) -> SignedIn:
    """Return the officer or administrator who is signed in. Raises SessionEnded or OfficersOnly."""
    if signed_in.is_cashier:
        raise OfficersOnly
    return signed_in


async def get_cashier(signed_in: Annotated[SignedIn, Depends(get_signed_in)]) -> SignedIn:
    """Return the cashier who is signed in. Raises SessionEnded or OfficersOnly."""
    if not signed_in.is_cashier:
        raise OfficersOnly
    return signed_in


AnyAccount = Annotated[SignedIn, Depends(get_signed_in)]
"""Officers, administrators and cashiers alike: for pages about the own account, and no others."""
AnySignedIn = Annotated[SignedIn, Depends(get_staff)]
CurrentCashier = Annotated[SignedIn, Depends(get_cashier)]


async def get_officer(signed_in: AnySignedIn) -> SignedIn:
    """Return the officer who is signed in. Raises SessionEnded or OfficersOnly."""
    if signed_in.is_administrator:
        raise OfficersOnly
    return signed_in


async def get_administrator(signed_in: AnySignedIn) -> SignedIn:
    """Return the administrator who is signed in. Raises SessionEnded or AdministratorsOnly."""
    if not signed_in.is_administrator:
        raise AdministratorsOnly
    return signed_in


CurrentAdministrator = Annotated[SignedIn, Depends(get_administrator)]
CurrentOfficer = Annotated[SignedIn, Depends(get_officer)]
