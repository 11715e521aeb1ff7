"""Thanks: proposed by one, approved by another, collected once from a cashier who sees no tip."""

import re
import secrets

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from crypto.receipts import Receipt
from tests.security.canary import assert_nowhere, list_stored_bytes
from tests.town import Town, act, read_field, tip_id
from triage.desk.thanks.tables import ThanksRow
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail

OWN, CHIEF = "tanngoc", "truongca-binhtuyen"


def _taken(town: Town) -> Receipt:
    """Return the receipt of a tip that its officer has taken."""
    receipt = town.hand_in(town.box(OWN))
    assert act(town.officer(OWN), tip_id(receipt), "acknowledge") == 303
    return receipt


def _step(town: Town, username: str, receipt: Receipt, step: str, **fields: str) -> int:
    client, tip = town.officer(username), tip_id(receipt)
    version = read_field(client.get(f"/officer/tips/{tip}").text, "version")
    answer = client.post(f"/officer/tips/{tip}/thanks/{step}", data={"version": version, **fields})
    return int(answer.status_code)


def _rewarded(town: Town, amount: str = "2.000.000") -> tuple[Receipt, dict[str, str]]:
    """Return a receipt and what its thread shows to collect the reward with."""
    receipt = _taken(town)
    assert _step(town, OWN, receipt, "propose", amount=amount) == 303
    assert _step(town, CHIEF, receipt, "approve") == 303
    code, number = re.findall(r'<p class="code">([^<]+)</p>', town.thread(receipt))
    return receipt, {"code": code, "number": number}


def _cashier(town: Town) -> TestClient:
    form = {"username": "thuquy", "display_name": "Thủ quỹ"}
    page = town.officer(CHIEF).post("/officer/cashier/invite", data=form).text
    link = page.split("/officer/invitations/")[1].split("<")[0]
    chosen = secrets.token_hex(16)
    town.resident().post(f"/officer/invitations/{link}", data={"passphrase": chosen, "passphrase_again": chosen})
    town.passphrases["thuquy"] = chosen
    return town.officer("thuquy")


def test_reward_is_collected_once_when_code_and_number_are_shown(town: Town) -> None:
    receipt, claim = _rewarded(town)
    cashier = _cashier(town)
    page = cashier.post("/officer/cashier/look", data=claim).text
    assert "2.000.000" in page
    typed = {"code": claim["code"].lower().replace("-", " "), "number": f" {claim['number'][:3]} {claim['number'][3:]}"}
    assert "đã trả 2.000.000 đồng" in cashier.post("/officer/cashier/pay", data=typed).text
    for path in ("look", "pay"):
        again = cashier.post(f"/officer/cashier/{path}", data=claim)
        assert again.status_code == 404
        assert "2.000.000" not in again.text
    assert "đã được nhận" in town.thread(receipt)
    assert claim["code"] not in town.thread(receipt)
    with town.database.reading() as session:
        (line,) = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.REWARD_PAID)).all()
        row = session.exec(select(ThanksRow)).one()
        assert (line.tip_id, line.remark) == (None, row.id)
        # When it was paid is known to the hour only.
        assert row.paid_at is not None
        assert (row.paid_at.minute, row.paid_at.second) == (0, 0)


def test_cashier_sees_nothing_of_a_tip_when_a_reward_is_paid(town: Town) -> None:
    receipt, claim = _rewarded(town)
    cashier = _cashier(town)
    pages = [
        cashier.get("/officer/cashier").text,
        *(cashier.post(f"/officer/cashier/{path}", data=claim).text for path in ("look", "pay")),
    ]
    assert [page for page in pages if tip_id(receipt) in page or "Tân Ngọc" in page or "Hàng đợi" in page] == []
    for path in (
        "/officer/queue",
        "/officer/people",
        f"/officer/tips/{tip_id(receipt)}",
        "/officer/letters",
        "/officer/events",
    ):
        assert cashier.get(path).status_code == 404
    assert cashier.get("/officer").headers["location"] == "/officer/cashier"


@pytest.mark.parametrize("username", [OWN, CHIEF, "trucban1", "quantri"])
def test_cashiers_page_is_unknown_when_anybody_else_asks(town: Town, username: str) -> None:
    _receipt, claim = _rewarded(town)
    client = town.officer(username)
    assert client.get("/officer/cashier").status_code == 404
    assert client.post("/officer/cashier/pay", data=claim).status_code == 404
    assert "đã được nhận" not in town.thread(_receipt)


@pytest.mark.parametrize(
    "wrong", [{"number": "000000"}, {"code": "00000-00000"}, {"code": ""}, {"number": ""}, {"code": "|", "number": "|"}]
)
def test_nothing_is_paid_when_a_half_is_wrong(town: Town, wrong: dict[str, str]) -> None:
    _receipt, claim = _rewarded(town)
    cashier = _cashier(town)
    answer = cashier.post("/officer/cashier/pay", data={**claim, **wrong})
    assert answer.status_code == 404
    assert "Không có khoản nào phải trả" in answer.text


def test_reward_lapses_when_nobody_collects_it_in_ninety_days(town: Town) -> None:
    receipt, claim = _rewarded(town)
    cashier = _cashier(town)
    town.clock.advance(days=90)
    cashier = town.officer("thuquy")
    assert cashier.post("/officer/cashier/pay", data=claim).status_code == 404
    page = town.thread(receipt)
    assert "Khoản thưởng đã quá hạn nhận." in page
    assert claim["number"] not in page


def test_nothing_is_shown_when_the_chief_has_not_approved(town: Town) -> None:
    receipt = _taken(town)
    assert _step(town, OWN, receipt, "propose", amount="500000") == 303
    assert "Cảm ơn bạn" not in town.thread(receipt)
    assert _step(town, CHIEF, receipt, "refuse") == 303
    with town.database.reading() as session:
        assert session.exec(select(func.count()).select_from(ThanksRow)).one() == 0


def test_commendation_is_shown_without_a_code_when_no_amount_was_given(town: Town) -> None:
    receipt = _taken(town)
    _step(town, OWN, receipt, "propose", amount="")
    assert _step(town, CHIEF, receipt, "approve") == 303
    page = town.thread(receipt)
    assert "Công an khen ngợi tin của bạn" in page
    assert '<p class="code">' not in page


def test_step_is_refused_when_it_is_not_open(town: Town) -> None:
    new = town.hand_in(town.box(OWN))
    assert _step(town, OWN, new, "propose", amount="1") == 409
    receipt = _taken(town)
    for amount in ("-5", "abc", "100.000.001", "1" * 15):
        assert _step(town, OWN, receipt, "propose", amount=amount) == 409
    assert _step(town, OWN, receipt, "approve") == 409
    assert _step(town, CHIEF, receipt, "propose", amount="1000") == 303
    assert _step(town, OWN, receipt, "propose", amount="1000") == 409
    # Neither the officer of the area approves, nor the chief who proposed it.
    for username in (OWN, CHIEF):
        assert _step(town, username, receipt, "approve") == 409
    assert _step(town, OWN, receipt, "khong-co") == 404


def test_nobody_is_thanked_when_nobody_could_learn_of_it(town: Town) -> None:
    receipt = _taken(town)
    town.resident().post("/tra-cuu/ket-thuc", data={"receipt": receipt.reveal()})
    assert 'id="thanks"' not in town.officer(OWN).get(f"/officer/tips/{tip_id(receipt)}").text
    assert _step(town, OWN, receipt, "propose", amount="1000") == 409


def test_code_and_number_stand_nowhere_when_a_reward_waits(town: Town) -> None:
    _receipt, claim = _rewarded(town)
    places = list_stored_bytes(town)
    assert_nowhere(claim["code"].replace("-", ""), places)
    assert_nowhere(claim["code"], places)


def test_cashier_is_invited_by_a_chief_alone_when_somebody_tries(town: Town) -> None:
    form = {"username": "thuquy", "display_name": "Thủ quỹ"}
    for username in (OWN, "trucban1", "quantri"):
        answer = town.officer(username).post("/officer/cashier/invite", data=form)
        assert answer.status_code == 404
        assert "invitations/" not in answer.text
    assert town.officer(CHIEF).post("/officer/cashier/invite", data={**form, "username": " "}).status_code == 422


def test_cashier_looks_after_an_own_account_and_reads_no_journal(town: Town) -> None:
    cashier = _cashier(town)
    page = cashier.get("/officer/account")
    assert page.status_code == 200
    assert "/officer/journal" not in page.text
    assert cashier.get("/officer/journal").status_code == 404
    form = {"passphrase": town.passphrases["thuquy"], "chosen": "ngan", "chosen_again": "ngan"}
    assert cashier.post("/officer/account/passphrase", data=form).status_code == 422
