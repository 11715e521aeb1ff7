"""Files that come with a resident's form: read, made safe, and those that cannot be, told by name.

Pages without files wait for nobody. The others take turns, because each may need much memory and a while.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from anyio import CapacityLimiter, fail_after
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync
from fastapi import Depends, Request

from api.http.forms import Form
from api.http.uploads import UploadedFile, UploadedForm, read_files
from intake.attachments.budget import FormBudget
from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_BYTES, MOST_FILES
from intake.attachments.making_safe import make_safe
from intake.attachments.safe_file import SafeFile

_LONGEST_NAME = 60
_USUAL_BYTES = 262_144
# Thirty megabytes over a line of 50 kB a second.
_LONGEST_READING_SECONDS = 600

# How many large bodies one process reads at once, and how many files it has taken apart at once.
_BODIES_AT_ONCE, _CHILDREN_AT_ONCE = 4, 2
_bodies: RunVar[CapacityLimiter] = RunVar("homthu.bodies")
_children: RunVar[CapacityLimiter] = RunVar("homthu.children")


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that is told by its name, and is not kept."""

    name: str = field(repr=False)
    why: Why


@dataclass(frozen=True, slots=True)
class Sent:
    """What a resident sent."""

    form: Form
    files: tuple[SafeFile, ...] = ()
    refused: tuple[RefusedFile, ...] = ()


async def read_sent(request: Request) -> Sent:
    """Return the form with its files made safe. Raises FormUnreadable, or TimeoutError where it does not end."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) <= _USUAL_BYTES:
        return await _sort_out(await read_files(request, most_bytes=MOST_BYTES))
    async with _limiter(_bodies, _BODIES_AT_ONCE):
        # Whoever sends slower than this on purpose would keep the others waiting.
        with fail_after(_LONGEST_READING_SECONDS):
            uploaded = await read_files(request, most_bytes=MOST_BYTES)
        return await _sort_out(uploaded)


SentForm = Annotated[Sent, Depends(read_sent)]


async def _sort_out(uploaded: UploadedForm) -> Sent:
    safe, refused, budget = list[SafeFile](), list[RefusedFile](), FormBudget()
    for number, file in enumerate(uploaded.files):
        try:
            safe.append(await _make_safe(file, budget, is_too_many=number >= MOST_FILES))
        except FileRefused as error:
            refused.append(RefusedFile(file.name[:_LONGEST_NAME], error.why))
    return Sent(uploaded.form, tuple(safe), tuple(refused))


async def _make_safe(file: UploadedFile, budget: FormBudget, *, is_too_many: bool) -> SafeFile:
    if is_too_many or file.is_cut:
        raise FileRefused(Why.TOO_MANY if is_too_many else Why.TOO_LARGE)
    # A limiter of its own: the threads that serve pages are not to wait for films.
    make = partial(make_safe, file.content, file.name, budget=budget)
    return await run_sync(make, limiter=_limiter(_children, _CHILDREN_AT_ONCE))


def _limiter(variable: RunVar[CapacityLimiter], at_once: int) -> CapacityLimiter:
    try:
        return variable.get()
    except LookupError:
        limiter = CapacityLimiter(at_once)
        variable.set(limiter)
        return limiter
