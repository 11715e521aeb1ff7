"""Reading a reply address without its number, as the web does: its database role may not read what is sealed."""

from sqlalchemy.orm import defer

from triage.channels.sms.tables import ReplyAddressRow

WITHOUT_NUMBER = (defer(ReplyAddressRow.sealed),)  # type: ignore[arg-type]
"""For a query's options."""
