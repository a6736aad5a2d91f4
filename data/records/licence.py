"""The licence under which an operator gives the published files away, and what to write when taking them.

Read from the setting `DATA_LICENCE`; stated by the page of files, by `datapackage.json`, the archive and the workbook.
"""

from __future__ import annotations

from data.records.results import Record

_SPDX = "https://creativecommons.org/"
_KNOWN = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", f"{_SPDX}licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0 Universal", f"{_SPDX}publicdomain/zero/1.0/"),
    "ODC-By-1.0": (
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    "ODbL-1.0": (
        "Open Data Commons Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
}
KNOWN_LICENCES = tuple(_KNOWN)


class Licence(Record, frozen=True, kw_only=True):
    """A licence by its short name, with its title and the address of its text."""

    name: str
    title: str
    url: str

    @property
    def waives(self) -> bool:
        """Whether nothing is asked in return, not even a name."""
        return self.name in {"CC0-1.0", "PDDL-1.0"}


def licence_of(words: str) -> Licence | None:
    """Read a licence from a known short name, or from a name of one's own with the address of its text behind it.

    `None` for words that are neither.
    """
    given = words.strip()
    if given in _KNOWN:
        title, url = _KNOWN[given]
        return Licence(name=given, title=title, url=url)
    name, _, url = given.rpartition(" ")
    if name.strip() and url.startswith(("https://", "http://")) and given.isprintable():
        return Licence(name=name.strip(), title=name.strip(), url=url)
    return None


DEFAULT_LICENCE = Licence(name="CC-BY-4.0", title=_KNOWN["CC-BY-4.0"][0], url=_KNOWN["CC-BY-4.0"][1])
