"""The context in which a file for the custodians is locked: shared by sealing and opening."""

from crypto.contexts import Context, Label, bind


def custody_file_context(tip_id: str, file_id: str) -> Context:
    """Return the context of a file that is kept for the custodians."""
    return bind(Label.CUSTODY_FILE, tip_id, file_id)
