"""The public half of the worker's key, for whatever is sealed to it."""

from datetime import datetime

from api.ground.key_directory import FileKeyDirectory
from intake.submission import WorkerKey
from triage.ground.keys import month_of


def find_worker_key(keys: FileKeyDirectory, at: datetime) -> WorkerKey:
    """Return the public half of the worker's key of this month. Raises WorkerKeyMissing."""
    month = month_of(at)
    return WorkerKey(month, keys.worker_key(month))
