"""The helper of tests that look for figures: it sees every figure and no chance digit."""

from __future__ import annotations

from tests.figures import figures_in


def test_figures_are_seen_in_json_and_in_pages() -> None:
    assert figures_in('{"asha":180,"juma": 77,"list":[214]}') == {"180", "77", "214"}
    assert figures_in("<td>813</td><b class=num>410</b> 210.") == {"813", "410", "210"}


def test_digits_of_times_identifiers_and_digests_are_no_figures() -> None:
    chance = (
        '"2031-05-04T18:38:11.922180Z","1809a2d1-2180-4180-8180-180180180180","a180b180c180d180e180","x180"'
    )
    assert figures_in(chance) == set()
