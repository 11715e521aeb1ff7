"""How a call is read while it is typed: where it is, whether a life is in danger, what will be masked."""

from api.web.http.forms import Form
from api.web.visit.visit import Visit
from intake.reading.masking.mask import mask

_MOST_SUGGESTED = 4


def read_call(visit: Visit, form: Form) -> dict[str, object]:
    """Return what the page shows of it. Nothing is stored here."""
    said = f"{form['what']}\n{form['where']}"
    finding, texts = visit.locality.gazetteer.find(said), visit.context.texts
    masked = mask(said, texts.names)
    return {
        "form": form,
        "tree": visit.locality.tree,
        "sure": finding.area_id,
        "suggested": [candidate.area_id for candidate in finding.candidates[:_MOST_SUGGESTED]],
        "is_danger": texts.words.is_danger(said),
        "seems_about_police": texts.words.seems_about_police(said),
        "masked": list(dict.fromkeys(zip(masked.taken, masked.rules, strict=True))),
        "left_open": list_left_open(form),
    }


def list_left_open(form: Form) -> frozenset[str]:
    """Return the words that the call-taker knows to be no part of who called."""
    return frozenset(words for name, words in form.items() if name.startswith("open-"))
