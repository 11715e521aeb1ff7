"""``/hooks/hotline/<partner>``: where hotline operators will post. Refused while there are none."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

router = APIRouter(prefix="/hooks")


@router.post("/hotline/{partner}")
def take_call(partner: str) -> Response:
    """Refuse: no operator is set up."""
    del partner
    raise HTTPException(HTTPStatus.UNAUTHORIZED)
