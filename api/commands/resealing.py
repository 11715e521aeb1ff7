"""Opening a custodian's own shares and sealing them to the asker, for one request alone."""

from collections.abc import Callable, Mapping
from functools import partial

from api.custodians.messages import RequestShown
from crypto.keys import PublicKey, Seed
from crypto.transcripts import digest_transcript
from intake.identity.disclose import DisclosedShare, open_file_share, open_share, reseal_share
from intake.submission import IdentityId, SealedShare, TipId
from triage.custody.recovery.shares import reseal_share as reseal_share_of_post
from triage.custody.requests.requests import RequestKind


def reseal(seed: Seed, request: RequestShown, to: PublicKey) -> dict[str, bytes]:
    """Return this custodian's shares of the tip or the post, each sealed to the asker for what the transcript says.

    Raises crypto.errors.Unopenable for a share that was sealed for something else: it was moved or altered.
    """
    openers: list[tuple[Mapping[str, bytes], Callable[[str, bytes], bytes]]]
    if request.kind is RequestKind.RECOVERY:
        openers = [(request.shares, partial(_reseal_key, seed, request, to))]
    else:
        openers = [
            (request.shares, partial(_reseal_identity, seed, request, to)),
            (request.file_shares, partial(_reseal_file, seed, request, to)),
        ]
    return {item: reseal_one(item, share) for shares, reseal_one in openers for item, share in shares.items()}


def _reseal_key(seed: Seed, request: RequestShown, to: PublicKey, key_id: str, sealed: bytes) -> bytes:
    transcript = digest_transcript(request.transcript)
    return reseal_share_of_post(sealed, seed=seed, to=to, recovery_id=request.id, key_id=key_id, transcript=transcript)


def _reseal_identity(seed: Seed, request: RequestShown, to: PublicKey, item: str, sealed: bytes) -> bytes:
    fingerprint, tip_id = seed.public_key.fingerprint, TipId(request.subject)
    opened = open_share(SealedShare(fingerprint, sealed), seed=seed, tip_id=tip_id, identity_id=IdentityId(item))
    return reseal_share(opened, to=to, disclosed=_disclosed(request, fingerprint, item))


def _reseal_file(seed: Seed, request: RequestShown, to: PublicKey, item: str, sealed: bytes) -> bytes:
    fingerprint, tip_id = seed.public_key.fingerprint, TipId(request.subject)
    opened = open_file_share(SealedShare(fingerprint, sealed), seed=seed, tip_id=tip_id, file_id=item)
    return reseal_share(opened, to=to, disclosed=_disclosed(request, fingerprint, item))


def _disclosed(request: RequestShown, fingerprint: str, item: str) -> DisclosedShare:
    transcript = digest_transcript(request.transcript)
    return DisclosedShare(request.id, TipId(request.subject), fingerprint, item, transcript)
