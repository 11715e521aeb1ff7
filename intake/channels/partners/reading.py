"""Reading the body of an authentic call: JSON of a known shape, or a form. What does not fit says where, never what."""

import base64
import json
import math
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from intake.channels.partners.call import RawCall
from intake.ground.errors import CallUnreadable

_MOST_FIELDS = 100
_URL_SAFE = str.maketrans("-_", "+/")


def _write_number(told: object) -> object:
    """Return a number as its sender would have written it; everything else as it is."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return told
    return str(int(told)) if math.isfinite(told) and told == int(told) else str(told)


def clamp(least: float, most: float) -> BeforeValidator:
    """Return what brings a number between two limits; rounding leaves 1.0000001, and clocks leave -0.02."""

    def bring_in(told: object) -> object:
        try:
            number = float(told)  # type: ignore[arg-type]  # what is no number is refused by its type
        except (TypeError, ValueError, OverflowError):
            return told
        return least if math.isnan(number) else min(max(number, least), most)

    return BeforeValidator(bring_in)


AsText = Annotated[str, BeforeValidator(_write_number)]
"""Words, an id or a number: programs write 12345 as well as "12345"."""


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
    """Return the JSON object in the body, half pairs of surrogates turned into ``?``, without what is null.

    Raises CallUnreadable.
    """
    loaded = load_value(body)
    if not isinstance(loaded, dict):
        raise CallUnreadable("the body is not a JSON object")
    return loaded


def load_value(body: bytes) -> Any:  # noqa: ANN401, JSON
    """Return the JSON in the body in the same way, whether it is an object or a list. Raises CallUnreadable."""
    try:
        # JSON can carry what is no character; nothing behind here could encode it.
        loaded = json.loads(json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise CallUnreadable("the body is not JSON") from error
    return _without_nulls(loaded)


def _without_nulls(value: Any) -> Any:  # noqa: ANN401, JSON
    """Return JSON in which what is null is absent: to some programs both are one."""
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value if inner is not None]
    return value


def decode_base64(written: str) -> bytes:
    """Return what is written in base 64: of either alphabet, with line ends, without its end, behind ``data:…,``.

    Raises ValueError.
    """
    _prefix, comma, after = written.partition("base64,")
    compact = "".join((after if comma else written).split()).rstrip("=").translate(_URL_SAFE)
    return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)


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
