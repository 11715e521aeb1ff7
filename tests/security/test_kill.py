"""A power cut: what was answered with a receipt is on disk and on a queue, whatever was going on."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from tests.live import LiveTown, Senders
from tests.town import Town, read_field, tip_id
from triage.journal.verify import verify_journal
from triage.tips.record.tables import Message, Tip

SENDERS = 8
CUTS = 3
RECEIPTS_BETWEEN_CUTS = 25


def test_every_receipt_opens_its_tip_when_the_server_was_killed_under_load(town: Town) -> None:
    # Given eight residents who send without a pause, and a server that is killed three times meanwhile
    live, senders = LiveTown(town), Senders(town.box("tanngoc"), SENDERS)
    for cut in range(1, CUTS + 1):
        senders.send_until_killed(live.server, after=cut * RECEIPTS_BETWEEN_CUTS)
        live.kill_and_restart()
    try:
        # Then every receipt that was shown opens its tip
        client = live.server.client()
        for receipt in senders.receipts:
            assert "Việc thứ" in client.post("/tra-cuu", data={"receipt": receipt.reveal()}).text
        # And each tip is on the officer's queue, once
        queue = "".join(live.list_queue("tanngoc"))
        assert {queue.count(f'/officer/tips/{tip_id(receipt)}"') for receipt in senders.receipts} == {1}
    finally:
        live.server.stop()
    assert senders.refusals == []
    assert len(senders.receipts) >= CUTS * RECEIPTS_BETWEEN_CUTS
    with town.database.reading() as session:
        assert verify_journal(session).faults == ()


def test_nobody_is_refused_and_no_number_is_given_twice_when_32_send_at_once(town: Town) -> None:
    live, senders = LiveTown(town), Senders(town.box("tanngoc"), 32)
    try:
        senders.send(live.server, each=4)
    finally:
        live.server.stop()
    assert senders.refusals == []
    assert len(senders.receipts) == 32 * 4
    with town.database.reading() as session:
        numbers = session.exec(select(Tip.register_number).where(Tip.register_name == "08944")).all()
    assert sorted(numbers) == list(range(1, 32 * 4 + 1))
    assert [line for line in live.log.read_text(encoding="utf-8").splitlines() if not line.startswith("sandbox:")] == []


def test_tip_is_one_when_the_same_form_arrives_on_two_processes_at_once(town: Town) -> None:
    homes = (LiveTown(town), LiveTown(town))
    clients = [home.server.client() for home in homes]
    box, turns = town.box("tanngoc"), 10
    with ThreadPoolExecutor(2) as pool:
        for turn in range(turns):
            receipt = read_field(clients[0].get(f"/b/{box}").text, "receipt")
            form = {"receipt": receipt, "what": f"Việc thứ {turn}"}
            answers = list(pool.map(lambda client, form=form: client.post(f"/b/{box}", data=form), clients))
            assert [answer.status_code for answer in answers] == [200, 200]
            assert all(receipt in answer.text for answer in answers)
    for home in homes:
        home.server.stop()
    with town.database.reading() as session:
        numbers = session.exec(select(Tip.register_number)).all()
        messages = session.exec(select(Message.id)).all()
    assert sorted(numbers) == list(range(1, turns + 1))
    assert len(messages) == turns
