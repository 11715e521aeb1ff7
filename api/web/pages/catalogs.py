"""Texts in every language. Vietnamese is the language of the templates; each other one is a catalog beside them.

Catalogs are compiled when the process starts: there is no compiled file to forget.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
DEFAULT_LANGUAGE = "vi"


@cache
def load_catalogs() -> dict[str, NullTranslations]:
    """Return the texts of each language that has a catalog, and of Vietnamese."""
    catalogs: dict[str, NullTranslations] = {DEFAULT_LANGUAGE: NullTranslations()}
    for file in sorted(LOCALES.glob("*/LC_MESSAGES/homthu.po")):
        compiled = BytesIO()
        with file.open("rb") as source:
            write_mo(compiled, read_po(source))
        compiled.seek(0)
        catalogs[file.parent.parent.name] = GNUTranslations(compiled)
    return catalogs
