"""Proving who asks: the asker's signature over the transcript, and what vouches for the asker's key."""

from sqlmodel import Session

from crypto.contexts import Context, Label, bind
from crypto.keys import PublicKey, Seed
from crypto.signing import sign, verify
from crypto.transcripts import Transcript, digest_transcript
from triage.custody.requests.requests import Grounds, Plea
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.vouching import write_voucher


def sign_plea(
    session: Session, officer: SignedIn, transcript: Transcript, *, grounds: Grounds, public_key: PublicKey
) -> Plea:
    """Return the plea, signed with the asker's own key, which only the asker's session opens."""
    raw = transcript.encode()
    return Plea(
        grounds, public_key, raw, sign_transcript(raw, seed=officer.seed), write_voucher(session, officer.officer)
    )


def sign_transcript(raw: bytes, *, seed: Seed) -> bytes:
    """Return the asker's signature over a transcript."""
    return sign(raw, seed=seed, context=_context(raw))


def check_asker(raw: bytes, signature: bytes, asker: PublicKey) -> None:
    """Check the asker's signature over a transcript. Raises crypto.errors.SignatureRejected."""
    verify(signature, raw, signer=asker, context=_context(raw))


def _context(raw: bytes) -> Context:
    return bind(Label.CUSTODY_REQUEST, digest_transcript(raw))
