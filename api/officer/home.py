"""Where each kind of account begins."""

from triage.officers.tables import Officer
from triage.vocabulary import OfficerRole


def home_of(officer: Officer) -> str:
    """Return the path of the page that this officer comes to after signing in."""
    return "/officer/cashier" if officer.role == OfficerRole.CASHIER else "/officer/queue"
