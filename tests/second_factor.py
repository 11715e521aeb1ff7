"""The second step of signing in, as an officer with an app on the telephone takes it."""

import re
import secrets
from datetime import datetime
from http import HTTPStatus

import httpx
from fastapi.testclient import TestClient
from pyotp import TOTP
from sqlmodel import col, select

from api.ground.database import Database
from crypto.keys import Key
from crypto.one_time_codes import as_code_secret
from crypto.stretching import PassphraseCost
from triage.offices.accounts.accounts import PassphraseLock, authenticate
from triage.offices.accounts.tables import Officer
from triage.offices.factors.apps import add_app
from triage.offices.factors.rows import Holder
from triage.offices.factors.tables import SecondFactor

PATH = "/officer/second-step"
_COST = PassphraseCost(memory_kib=8192, iterations=1, lanes=1)


def set_up_app(database: Database, username: str, passphrase: str, *, pepper: Key, at: datetime) -> str:
    """Give the account an app, through the product's own functions, and return the app's secret."""
    with database.writing() as session:
        lock = PassphraseLock(passphrase, pepper=pepper, cost=_COST)
        officer, seed = authenticate(session, username, lock)
        holder = Holder(officer.id, seed)
        secret = as_code_secret(secrets.token_bytes(20))
        add_app(session, holder, secret, TOTP(secret).at(at), at=at)
        session.commit()
    return secret


def forget_used_code(database: Database, username: str) -> None:
    """Let the present code be good again: tests sign in twice within half a minute, nobody else does."""
    with database.writing() as session:
        officer_id = select(Officer.id).where(Officer.username == username).scalar_subquery()
        for factor in session.exec(select(SecondFactor).where(col(SecondFactor.officer_id) == officer_id)):
            factor.counter = 0
            session.add(factor)
        session.commit()


def take_second_step(client: TestClient | httpx.Client, secret: str | None, *, at: datetime) -> str:
    """Type the code that the app shows; who has no app yet sets one up. Return the app's secret."""
    if secret is None:
        secret = read_secret(client.get(PATH).text)
    answer = client.post(PATH, data={"code": TOTP(secret).at(at)})
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.SEE_OTHER}
    keep_cookies(client, answer.headers.get_list("set-cookie"))
    return secret


def read_secret(page: str) -> str:
    found = re.search(r'<p class="digits small">([A-Z2-7 ]+)</p>', page)
    assert found is not None, "the page offers no secret for an app"
    return found[1].replace(" ", "")


def keep_cookies(client: TestClient | httpx.Client, set_cookies: list[str]) -> None:
    """Keep cookies that are for https only: the proxy that speaks it is not part of the test."""
    if client.base_url.scheme == "http":
        given = (cookie.partition(";")[0] for cookie in set_cookies)
        client.headers["Cookie"] = "; ".join(cookie for cookie in given if not cookie.endswith('=""'))
