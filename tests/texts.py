"""The texts of the pages against their catalogs: ``python -m tests.texts check`` and ``… update``.

Vietnamese stands in the templates; every other language must have every text. A third language needs a catalog file
``api/web/pages/locales/<language>/LC_MESSAGES/homthu.po`` and nothing else.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from api.web.pages.catalogs import LOCALES

_API = Path(__file__).parent.parent / "api"
_HEADER = "# Texts of homthu. The template's own language is Vietnamese."
_OPTIONS = {"**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}


def extract() -> Catalog:
    """Return every text of the templates, with the templates it stands in."""
    texts = Catalog(charset="utf-8", header_comment=_HEADER)
    found = extract_from_dir(
        _API, method_map=[("**.html", "jinja2.ext.babel_extract")], options_map=_OPTIONS, keywords={"_": None}
    )
    for filename, _line, message, comments, context in found:
        texts.add(message, locations=[(filename, 0)], auto_comments=comments, context=context)
    return texts


def list_catalog_files() -> list[Path]:
    """Return the catalog files."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/homthu.po"))


def find_faults(file: Path) -> list[str]:
    """Return a sentence for each text that the catalog lacks, keeps for nothing, or gives other placeholders."""
    with file.open("rb") as source:
        catalog = read_po(source)
    wanted = {message.id for message in extract() if message.id}
    given = {message.id: message for message in catalog if message.id}
    faults = [f"not translated: {text}" for text in sorted(wanted) if text not in given or not given[text].string]
    faults += [f"no template has: {text}" for text in sorted(given.keys() - wanted)]
    faults += [f"marked fuzzy: {text}" for text, message in given.items() if message.fuzzy]
    faults += [f"{error}: {message.id}" for message, errors in catalog.check() for error in errors]
    return faults


def update(file: Path) -> None:
    """Add what the templates have and the catalog has not; drop what no template has."""
    with file.open("rb") as source:
        catalog = read_po(source)
    catalog.update(extract(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    with file.open("wb") as target:
        write_po(target, catalog, width=0, sort_output=True, include_lineno=False)


def main(verb: str) -> int:
    """Do as asked; return the exit status."""
    if verb == "update":
        for file in list_catalog_files():
            update(file)
        return 0
    faults = [(file, fault) for file in list_catalog_files() for fault in find_faults(file)]
    for file, fault in faults:
        print(f"{file.relative_to(_API)}: {fault}")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
