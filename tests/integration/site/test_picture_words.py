"""No word of a card or picture stands outside a translation, and a language that runs right to left is drawn whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from components.embed import known_charts
from components.languages import SETTING
from dashboard.public import create_public_app
from data.published import PublishedStore
from tests.integration.site.test_languages import E, names_of, settings
from tests.pseudo import PSEUDO, RTL, write_pseudo, write_rtl
from tests.store_factory import StoreFactory
from tests.unit.drawn import label, texts

#: Marks of charts that are no words: numbers, signs, units, addresses.
PLAIN = ("Matokeo", "127.0.0.1", "CC-BY-4.0")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, PublishedStore]]:
    folder, root = tmp_path_factory.mktemp("locale"), Path(tmp_path_factory.mktemp("store"))
    write_pseudo(folder)
    write_rtl(folder)
    factory = StoreFactory(root)
    factory.publish()
    factory.publish(30, reason="Second look.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(folder))
        yield create_public_app(settings(root)).server.test_client(), PublishedStore(root)


@pytest.mark.parametrize("contest", ["president", "governor"])
def test_every_line_of_a_picture_is_a_translation_a_name_or_a_figure(
    site: tuple[FlaskClient, PublishedStore], contest: str
) -> None:
    client, store = site
    names = names_of(store)
    shown = 0
    for chart in known_charts():
        answer = client.get(f"/picture/{E}/{contest}/FX.svg?chart={chart}&lang={PSEUDO}")
        if answer.status_code == 404:
            continue
        shown += 1
        wrong = [line for line in texts(answer.text) if not _known(line, names)]
        assert wrong == [], chart
        assert "⟦" in label(answer.text)
    assert shown >= 5


def _known(line: str, names: set[str]) -> bool:
    # A figure beside a name, or a line of a longer sentence: what is left must hold no word of its own.
    if "⟦" in line or "⟧" in line or any(line.startswith(word) for word in PLAIN):
        return True
    rest = line
    for name in sorted(names, key=len, reverse=True):
        rest = rest.replace(name, "") if name else rest
    return not any(len(word) > 2 for word in "".join(c if c.isalpha() else " " for c in rest).split())


def test_a_picture_in_a_language_that_runs_right_to_left_is_drawn(
    site: tuple[FlaskClient, PublishedStore],
) -> None:
    client, _ = site
    answer = client.get(f"/picture/{E}/president/FX.png?chart=ticker&lang={RTL}&width=400")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\x89PNG")
    assert answer.headers["Content-Language"] == RTL
