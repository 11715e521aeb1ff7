"""One request as the routes see it: who serves it, and how its answer is drawn."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from api.ground.locality import Locality
from api.web.pages.choice import language_of, path_in
from api.web.visit.context import Context
from api.web.visit.derivations import Derivations
from triage.offices.accounts.sessions import IDLE_AFTER

# An officer is told before a session ends that nothing was asked in.
_IDLE: dict[str, object] = {"idle_seconds": int(IDLE_AFTER.total_seconds())}


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with the context of the process."""

    request: Request
    context: Context

    @property
    def locality(self) -> Locality:
        """Areas and categories; now and then this reads the database."""
        return self.context.localities.get(self.context.database)

    def now(self) -> datetime:
        """The time of the process's clock."""
        return self.context.clock.now()

    @property
    def derivations(self) -> Derivations:
        """The threads in which passphrases are stretched."""
        return self.context.derivations

    def show_resident(self, template: str, values: dict[str, object], *, status: int = HTTPStatus.OK) -> HTMLResponse:
        """Return a resident's page."""
        return self.context.resident_pages.render(self.request, template, status=status, values=values)

    def show_officer(self, template: str, values: dict[str, object], *, status: int = HTTPStatus.OK) -> HTMLResponse:
        """Return an officer's page."""
        return self.context.officer_pages.render(self.request, template, status=status, values=_IDLE | values)

    def stream_officer(self, template: str, values: dict[str, object]) -> StreamingResponse:
        """Return an officer's page that is sent while it is made."""
        return self.context.officer_pages.stream(self.request, template, values=_IDLE | values)

    def go(self, path: str) -> RedirectResponse:
        """Return a redirect to another page, in the language of this one."""
        return RedirectResponse(path_in(language_of(self.request.scope), path), status_code=HTTPStatus.SEE_OTHER)
