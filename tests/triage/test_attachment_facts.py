"""What is known of a stored file: what was lost in making it safe is kept with it, locked; older rows have none."""

import json

from crypto.contexts import Label, bind
from crypto.keys import Seed
from crypto.locking import lock
from intake.attachments.losses import Loss
from intake.attachments.safe_file import SafeFile
from triage.tips.attachments.locking import lock_file, unlock_facts, unlock_key
from triage.tips.attachments.tables import AttachmentRow

_FILE = SafeFile("image/jpeg", b"dots", b"few", "fingerprint", (Loss.CUT_OFF, Loss.SCALED_DOWN))


def _store(seed: Seed) -> AttachmentRow:
    return AttachmentRow.model_validate(lock_file(_FILE, seed=seed, tip_id="tip", number=1).row)


def test_losses_are_read_back_when_the_file_was_stored_with_them() -> None:
    seed = Seed.generate()
    row = _store(seed)
    facts = unlock_facts(row, key=unlock_key(row, seed=seed))
    assert facts == ("image/jpeg", 4, "fingerprint", (Loss.CUT_OFF, Loss.SCALED_DOWN))
    assert b"cut_off" not in row.facts_locked


def test_there_are_no_losses_when_the_file_was_stored_before_they_were_told() -> None:
    seed = Seed.generate()
    row = _store(seed)
    key = unlock_key(row, seed=seed)
    earlier = json.dumps(["image/jpeg", 4, "fingerprint"]).encode()
    row.facts_locked = lock(earlier, key=key, context=bind(Label.ATTACHMENT_FACTS, "tip", row.id))
    assert unlock_facts(row, key=key).losses == ()


def test_length_of_what_is_locked_tells_nothing_when_files_lost_different_things() -> None:
    seed = Seed.generate()
    plain = lock_file(SafeFile("image/jpeg", b"dots", b"few", "f" * 64), seed=seed, tip_id="tip", number=1)
    lossy = lock_file(
        SafeFile("image/jpeg", b"dots", b"few", "f" * 64, tuple(Loss)[:4]), seed=seed, tip_id="tip", number=1
    )
    assert len(plain.row["facts_locked"]) == len(lossy.row["facts_locked"])  # type: ignore[arg-type]
