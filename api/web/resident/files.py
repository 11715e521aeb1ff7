"""Files that come with a resident's form: read one after the other, made safe, and those that cannot be, told by name.

The form's text is stored before the first byte of a file is read; each file is added to it as it comes.
"""

from dataclasses import dataclass, field

from anyio.to_thread import run_sync
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import ClientDisconnect

from api.arrivals.file_slots import FileRoom
from api.arrivals.web import WebTaker
from api.ground.disk import has_room_for_files
from api.web.http.forms import FormUnreadable
from api.web.http.limits import BodyTooLarge
from api.web.http.uploads import FormReader, UploadedFile
from api.web.visit.gate import find_sender
from api.web.visit.visit import Visit
from crypto.receipts import Receipt
from intake.attachments.budget import FormBudget
from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_BYTES, MOST_FILES
from triage.ground.errors import FilesExhausted, FilesFull

_LONGEST_NAME = 60
_MAX_BYTES_IN_BAY = 2 << 20
"""Of one form from a flood: a photo, and no film."""


@dataclass
class ReceivedFiles:
    """What became of the files of one form."""

    taken: list[list[str]] = field(default_factory=list)
    """For each file that was taken, what of it was lost in making it safe: words for the page."""
    refused: list[tuple[str, str]] = field(default_factory=list, repr=False)
    """The name of each file that was not taken, and why: a word for the page."""


@dataclass(frozen=True, slots=True)
class FileTaker:
    """Takes the files that follow a form."""

    visit: Visit
    reader: FormReader
    receipt: Receipt
    is_in_bay: bool = False
    tells: bool = True
    """Whether the files are news; those of a form that was just taken are not."""

    async def take_all(self) -> ReceivedFiles:
        """Take every file that is still to come. A line that breaks ends it; what was taken stays."""
        received, number, budget = ReceivedFiles(), 0, FormBudget()
        most = _MAX_BYTES_IN_BAY if self.is_in_bay else MOST_BYTES
        room = self.visit.context.slots.open_room(find_sender(self.visit), most)
        try:
            while (file := await self.reader.next_file(room)) is not None:
                number += 1
                try:
                    losses = await self._take(file, number, budget, tells=self.tells and not received.taken)
                    received.taken.append(losses)
                except FileRefused as error:
                    received.refused.append((file.name[:_LONGEST_NAME], error.why))
                finally:
                    room.clear()
        except BodyTooLarge:
            received.refused.append(("…", Why.TOO_LARGE))
        except FormUnreadable:
            received.refused.append(("…", Why.BROKEN))
        except ClientDisconnect:
            pass
        finally:
            room.clear()
        return received

    async def _take(self, file: UploadedFile, number: int, budget: FormBudget, *, tells: bool) -> list[str]:
        if number > MOST_FILES:
            raise FileRefused(Why.TOO_MANY)
        if file.cut is not None:
            raise FileRefused(Why(file.cut))
        context = self.visit.context
        if not has_room_for_files(context.settings):
            raise FileRefused(Why.BUSY)
        safe = await context.slots.make_safe(file.content, file.name, find_sender(self.visit), budget)
        taker: WebTaker = context.web
        try:
            await run_sync(lambda: taker.add_file(self.receipt, safe, tells=tells, at=self.visit.now()))
        except FilesFull as error:
            raise FileRefused(Why.TOO_MANY) from error
        except (FilesExhausted, DBAPIError, PoolTimeout, OSError) as error:
            raise FileRefused(Why.BUSY) from error
        return [str(loss) for loss in safe.losses]


async def drain(reader: FormReader) -> None:
    """Read what is left of a form and keep nothing of it: a browser that still sends reads no answer."""
    room = FileRoom.closed()
    try:
        while await reader.next_file(room) is not None:
            pass
    except (BodyTooLarge, FormUnreadable, ClientDisconnect):
        return
