"""Somebody who has the whole database and the web's key directory, but not the worker's, and no passphrase.

They take the outer locks off and can find out whether a number that they know has a thread. Nothing opens.
"""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from crypto.codes import digest
from crypto.contexts import Context, Label, bind
from crypto.errors import CryptoError
from crypto.keys import Key, Seed
from crypto.locking import lock, unlock, unlock_seed
from crypto.sealing import open_sealed, open_seed
from intake.identity.outgoing import outgoing_context, reply_address_context
from tests.gateways import send
from tests.town import Town, tip_id
from triage.channels.sms.tables import OutgoingRow, ReplyAddressRow, SmsThread
from triage.custody.keeping.enclosing import enclose_shares, open_share_row
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow
from triage.ground.keys import DigestUse, KeyDirectory
from triage.offices.accounts.tables import Officer, OfficerSession
from triage.offices.posts.tables import Holding, PostKey
from triage.tips.record.tables import Message, TipAccess, TipReceipt

NUMBER = "+84987612345"


def _list_stolen(town: Town) -> list[bytes]:
    """Every file of the key directory that could be a key."""
    raw = [file.read_bytes() for file in (town.folder / "keys").iterdir() if file.is_file()]
    return [content for content in raw if len(content) == len(Key.generate().reveal())]


def _live_a_day(town: Town) -> str:
    send(town, "standard", NUMBER, "Đánh nhau ở thôn Tân Ngọc")
    tip = tip_id(town.hand_in(town.box("tanngoc"), what="Việc lạ", contact=NUMBER))
    town.officer("tanngoc").get(f"/officer/tips/{tip}")
    keys = town.app.state.context.keys
    with town.database.writing() as session:
        enclose_shares(session, keys, month=f"{town.clock.now():%Y-%m}", at_most=1000)
        session.commit()
    return tip


Envelope = tuple[str, bytes, Context]


def _of_tips(session: Session, keys: KeyDirectory) -> Iterator[Envelope]:
    """What is left of tips' envelopes when the months' keys are known, with the contexts in which they would open."""
    for access in session.exec(select(TipAccess)):
        outer = bind(Label.TIP_ACCESS_OUTER, access.tip_id, access.post_key_id)
        sealed = unlock(access.seed_sealed, key=keys.content_key(access.month), context=outer)
        yield "access", sealed, bind(Label.TIP_ACCESS, access.tip_id, access.post_key_id)
        yield "reason", access.reason_locked, bind(Label.TIP_REASON, access.tip_id, access.post_key_id)
    for row in session.exec(select(TipReceipt)):
        outer = bind(Label.TIP_RECEIPT_OUTER, row.tip_id)
        inner = unlock(row.seed_locked, key=keys.content_key(row.month), context=outer)
        yield "receipt", inner, bind(Label.TIP_RECEIPT, row.tip_id)
    for message in session.exec(select(Message)):
        yield "message", message.locked, bind(Label.TIP_MESSAGE, message.tip_id, message.id, message.author)


def _of_residents(session: Session, keys: KeyDirectory) -> Iterator[Envelope]:
    identities = {row.id: row for row in session.exec(select(IdentityRow))}
    for identity in identities.values():
        yield "identity", identity.locked, bind(Label.IDENTITY, identity.tip_id, identity.id)
    for share in session.exec(select(IdentityShareRow)):
        tip = identities[share.identity_id].tip_id
        context = bind(Label.IDENTITY_SHARE, tip, share.custodian, share.identity_id)
        yield "share", open_share_row(share, keys), context
    for address in session.exec(select(ReplyAddressRow)):
        yield "reply address", address.sealed, reply_address_context(address.tip_id, address.month)
    for text in session.exec(select(OutgoingRow)):
        yield "outgoing", text.sealed, outgoing_context(text.id, text.month)


def _of_officers(session: Session) -> Iterator[Envelope]:
    for officer in session.exec(select(Officer)):
        yield "officer", officer.seed_locked, bind(Label.OFFICER_SEED, officer.id)
    for signed_in in session.exec(select(OfficerSession)):
        yield "session", signed_in.seed_locked, bind(Label.SESSION, signed_in.officer_id)
    for holding in session.exec(select(Holding)):
        yield "holding", holding.seed_sealed, bind(Label.HOLDING, holding.officer_id, holding.post_key_id)
    for key in session.exec(select(PostKey).where(col(PostKey.seed_sealed_above).is_not(None))):
        yield "post", key.seed_sealed_above or b"", bind(Label.POST_KEY_SEED, key.id, key.signer_id or "-")


def _opens(envelope: bytes, raw: bytes, context: Context) -> bool:
    """Try a stolen key as every kind of key."""
    seed, key = Seed(raw), Key(raw)
    for attempt in (
        lambda: open_sealed(envelope, seed=seed, context=context),
        lambda: open_seed(envelope, seed=seed, context=context),
        lambda: unlock(envelope, key=key, context=context),
        lambda: unlock_seed(envelope, key=key, context=context),
    ):
        try:
            attempt()
        except CryptoError:
            continue
        return True
    return False


def test_nothing_opens_when_the_thief_has_the_webs_keys_but_not_the_workers(town: Town) -> None:
    _live_a_day(town)
    stolen, keys = _list_stolen(town), town.app.state.context.keys
    assert len(stolen) >= 3
    with town.database.reading() as session:
        envelopes = [*_of_tips(session, keys), *_of_residents(session, keys), *_of_officers(session)]
    kinds = {kind for kind, _envelope, _context in envelopes}
    assert kinds >= {"access", "receipt", "message", "share", "reply address", "outgoing", "officer", "holding", "post"}
    opened = {kind for kind, envelope, context in envelopes for raw in stolen if _opens(envelope, raw, context)}
    assert opened == set()
    # And the test would see it: what is locked under a stolen key does open.
    context = bind(Label.SESSION, "x")
    assert _opens(lock(b"x", key=Key(stolen[0]), context=context), stolen[0], context)


def test_known_number_is_recognised_when_the_thief_has_the_webs_keys(town: Town) -> None:
    # What we say that such a thief gets: not which numbers there are, but whether one has a thread.
    _live_a_day(town)
    keys = town.app.state.context.keys
    with town.database.reading() as session:
        rows = {row.number_digest for row in session.exec(select(SmsThread))}
    tried = {
        number: {
            digest(number.encode(), key=key, context=bind(Label.NUMBER_DIGEST, month))
            for month, key in keys.list_digest_keys(DigestUse.NUMBER).items()
        }
        for number in (NUMBER, "+84900000000")
    }
    assert rows & tried[NUMBER]
    assert not rows & tried["+84900000000"]
