"""Where partners post: SMS gateways and hotline operators. A call that no known partner signed is refused."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

router = APIRouter(prefix="/hooks")


@router.post("/sms/{partner}")
def take_sms(partner: str) -> Response:
    """Refuse: no partner is set up."""
    del partner
    raise HTTPException(HTTPStatus.UNAUTHORIZED)


@router.post("/hotline/{partner}")
def take_call(partner: str) -> Response:
    """Refuse: no partner is set up."""
    del partner
    raise HTTPException(HTTPStatus.UNAUTHORIZED)
