"""Reading the body of an authentic call: JSON of a known shape, or a form. What does not fit says where, never what."""

import json
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

from intake.channels.partners.call import RawCall
from intake.ground.errors import CallUnreadable

_MOST_FIELDS = 100


class CallModel(BaseModel):
    """Part of a call in JSON. What we do not know of is passed over: partners add fields."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)


_Fitted = TypeVar("_Fitted", bound=CallModel)


def fit(model: type[_Fitted], body: dict[str, Any]) -> _Fitted:
    """Return the body as the model. Raises CallUnreadable."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False)[0]
        fault = f"{'.'.join(str(step) for step in first['loc'])}: {first['type']}"
        raise CallUnreadable(fault) from None


def load_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in the body, half pairs of surrogates turned into ``?``. Raises CallUnreadable."""
    try:
        # JSON can carry what is no character; nothing behind here could encode it.
        loaded = json.loads(json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise CallUnreadable("the body is not JSON") from error
    if not isinstance(loaded, dict):
        raise CallUnreadable("the body is not a JSON object")
    return loaded


def read_fields(call: RawCall) -> list[tuple[str, str]]:
    """Return the fields of a form in their order. Raises CallUnreadable."""
    try:
        body = call.body.decode("ascii")
        return parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise CallUnreadable("the body is no form") from error


def join_fields(fields: list[tuple[str, str]]) -> str:
    """Return the fields as Twilio signs them."""
    # Nothing stands between names and values, so that one signature fits several ways of parting them.
    return "".join(name + value for name, value in sorted(set(fields)))
