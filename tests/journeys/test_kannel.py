"""Through a real Kannel: from a telephone at its centre to the officer's queue, and the answer back."""

import secrets

from sqlmodel import select

from tests.kannel import KannelPlan, is_kannel_here, run_kannel
from tests.live import LiveTown, LiveWorker
from tests.town import Town, act
from triage.channels.sms.outgoing import OutgoingState
from triage.channels.sms.tables import OutgoingRow

TOLD = "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
ANSWER = "Cảm ơn anh chị. Mấy giờ thì đông?"


def test_answer_comes_to_the_telephone_when_a_text_went_in_at_the_centre(town: Town) -> None:
    assert is_kannel_here(), "this test needs Debian's kannel and kannel-extras: apt-get install kannel kannel-extras"
    # Given a Kannel that calls the service, and to which the worker sends
    plan = KannelPlan.make("homthu", secrets.token_hex(12))
    partner = town.connect(
        "kannel",
        "tower",
        url=plan.sendsms_url,
        account=plan.account,
        number="13013",
        sending_secret=plan.password,
        networks=("127.0.0.1/32",),
    )
    live, worker = LiveTown(town), LiveWorker(town)
    post_url = f"{live.server.url}/hooks/sms/tower".replace(
        "http://", f"http://{partner.account}:{partner.secrets[0].secret}@"
    )
    try:
        with (
            run_kannel(plan, post_url, town.folder) as kannel,
            kannel.telephone("0912345678", TOLD) as telephone,
        ):
            # When somebody has texted
            telephone.wait_for("Khẩn cấp gọi 113")
            # Then the tip is on the officer's queue, whole
            officer = live.sign_in("tanngoc")
            queue = officer.get("/officer/queue").text
            tip = queue.split("/officer/tips/")[1][:32]
            assert TOLD in officer.get(f"/officer/tips/{tip}").text
            # And what the officer answers comes to the telephone
            assert act(officer, tip, "acknowledge") == 303
            assert act(officer, tip, "answer", text=ANSWER) == 303
            telephone.wait_for(ANSWER)
            assert not any("0912345678" in words for words in telephone.read())
    finally:
        log = worker.stop()
        live.server.stop()
    with town.database.reading() as session:
        rows = session.exec(select(OutgoingRow)).all()
    assert {row.state for row in rows} <= {OutgoingState.SENT, OutgoingState.DELIVERED}
    assert len(rows) == 2
    assert "912345678" not in log + live.log.read_text(encoding="utf-8")
