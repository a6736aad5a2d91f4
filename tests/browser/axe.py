"""axe-core in a page, and what it cannot see: size of targets, focus, headings, drawings without words.

Called by the browser tests. The axe-core that the development requirements bring is 4.4: it has no rule for the size of targets.
"""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

#: Whatever can be worked with, is there to be seen, and is no part of a drawing.
_LIVE = """const live = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,summary,textarea')]
  .filter((n) => n.checkVisibility({ visibilityProperty: true }) && !n.closest('svg,.mapslot') && !n.disabled);
"""

#: WCAG 2.5.8 with its exceptions: links in a sentence, and small ones with nothing else within a circle of 24 px.
_SMALL = f"""() => {{ {_LIVE}
  const words = (c) => c.textContent.trim().length > 3 && (c.nodeType === 3 || getComputedStyle(c).display === 'inline');
  const inline = (n) => getComputedStyle(n).display === 'inline' &&
    [...n.parentElement.childNodes].some((c) => c !== n && words(c));
  const both = (a, b) => ({{ left: Math.min(a.left, b.left), right: Math.max(a.right, b.right),
    top: Math.min(a.top, b.top), bottom: Math.max(a.bottom, b.bottom) }});
  const box = (n) => [n, ...(/radio|checkbox/.test(n.type) ? n.labels : [])].map((m) => m.getBoundingClientRect()).reduce(both);
  const all = live.filter((n) => !n.closest('.skip')).map((n) => ({{ n, r: box(n) }}));
  const small = (r) => r.right - r.left < 23.5 || r.bottom - r.top < 23.5;
  const middle = (r) => [(r.left + r.right) / 2, (r.top + r.bottom) / 2];
  const apart = (a, b) => a === b || b.n.contains(a.n) || a.n.contains(b.n);
  const near = (a, b) => {{
    const [x, y] = middle(a.r);
    const [bx, by] = middle(b.r);
    const dx = Math.max(b.r.left - x, 0, x - b.r.right);
    const dy = Math.max(b.r.top - y, 0, y - b.r.bottom);
    return Math.hypot(dx, dy) < 11.9 || (small(b.r) && !inline(b.n) && Math.hypot(bx - x, by - y) < 23.9);
  }};
  return all.filter((a) => small(a.r) && !inline(a.n) && all.some((b) => !apart(a, b) && near(a, b)))
    .map((a) => `target: ${{a.n.outerHTML.slice(0, 100)}}`);
}}"""

#: What the keyboard reaches must be seen when it is reached.
_CLIPPED = f"""() => {{ {_LIVE}
  return live.filter((n) => n.tabIndex >= 0 && !n.matches('.skip')).filter((n) => {{
    for (let p = n; p && p !== document.body; p = p.parentElement) {{
      if (/inset\\(50%/.test(getComputedStyle(p).clipPath)) return true;
    }}
    return n.tabIndex > 0;
  }}).map((n) => `focus: ${{n.outerHTML.slice(0, 100)}}`);
}}"""

#: Drawings larger than an icon have words of their own, or none because words beside them say all.
_DUMB = """() => [...document.querySelectorAll('svg')].filter((s) => s.checkVisibility({ visibilityProperty: true }) &&
    s.getBoundingClientRect().width > 30 && !s.parentElement.closest('svg') &&
    !s.closest('[aria-hidden=true],[role=application]') &&
    !(/img|group/.test(s.getAttribute('role')) && s.getAttribute('aria-label')))
  .map((s) => `drawing: ${s.outerHTML.slice(0, 120)}`)"""

_HEADS = """() => { const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]));
  const skipped = levels.filter((level, n) => n && level > levels[n - 1] + 1);
  const tops = levels.filter((level) => level === 1).length;
  return [...(tops === 1 ? [] : [`heading: ${tops} h1`]), ...skipped.map((level) => `heading: h${level}`)]; }"""

#: What reaches past the right edge when the page can be scrolled there.
_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  ['wide', ...[...document.querySelectorAll('body *')].filter((n) => n.getBoundingClientRect().right > innerWidth + 1 &&
    !n.closest('.tabs,.leaflet-container,.scroll,.vh')).slice(0, 4).map((n) => n.outerHTML.slice(0, 120))]"""


@functools.cache
def axe_source() -> str:
    """Return the axe-core that the development requirements bring along."""
    found = importlib.util.find_spec("axe_core_python")
    assert found is not None
    assert found.origin is not None
    return next(Path(found.origin).parent.rglob("axe.min.js")).read_text("utf-8")


def violations(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Say what axe-core finds wrong, one line each; `without` names rules that are not asked."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    options = {
        "resultTypes": ["violations"],
        "runOnly": {"type": "tag", "values": list(TAGS)},
        "rules": {rule: {"enabled": False} for rule in without},
    }
    result = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{v['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for v in result["violations"]
        for node in v["nodes"][:3]
    ]


def beyond_axe(page: Page) -> list[str]:
    """Say what else is wrong at this width: targets, focus, drawings, headings."""
    return [line for probe in (_SMALL, _CLIPPED, _DUMB, _HEADS) for line in page.evaluate(probe)]


def sideways(page: Page) -> list[str]:
    """Say what makes the page scroll sideways."""
    found: list[str] = page.evaluate(_WIDE)
    return found
