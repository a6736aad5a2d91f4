"""The HTML document around a page: head, inline style and data, body, deferred scripts.

Pure text: strings in, one string out. Called by `dashboard.firstpaint.app` for pages with a Dash part and
by the site directly for pages without one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

#: Runs before the first paint: the reader's own theme, and the mark that scripts run at all.
BOOT = (
    '(function(d){d.classList.add("js");try{if(!d.dataset.theme){var t=localStorage.getItem("matokeo-theme");'
    "if(/^(light|dark|contrast)$/.test(t))d.dataset.theme=t}}catch(e){}})(document.documentElement)"
)
#: The same as a file of its own, for pages that allow no inline script at all.
BOOT_URL = f"/assets/boot.{hashlib.blake2b(BOOT.encode(), digest_size=8).hexdigest()}.js"

#: Pixels of every picture that a page names for links.
IMAGE_SIZE = (1200, 630)


@dataclass(frozen=True)
class Head:
    """What the head of a page says.

    `inline_boot`: readers' pages paint sooner with the few bytes of `BOOT` inline, allowed by their hash; the office
    has no inline script. `oembed`: the address that describes this page to others; `facts`: what it is about, in the
    words of schema.org.
    """

    lang: str
    title: str
    description: str
    canonical: str
    alternates: Mapping[str, str]
    theme: str | None = None
    site_name: str = "Matokeo"
    locale: str = "en_KE"
    image: str | None = None
    image_alt: str = ""
    indexed: bool = True
    preload: tuple[tuple[str, str], ...] = ()
    style: str = ""
    parties: str = ""
    noscript: str = ""
    inline_boot: bool = True
    rtl: bool = False
    oembed: str = ""
    facts: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Parts:
    """What Dash gives for a page with a Dash part: its config, script tags, renderer, layout and callbacks."""

    config: str = ""
    scripts: str = ""
    renderer: str = ""
    layout: str = ""
    dependencies: str = ""


@dataclass(frozen=True)
class Frame:
    """Everything of one page that is not Dash's: head, body text, boot data for the site's own script."""

    head: Head
    body: str
    script_url: str
    boot: Mapping[str, Any] = field(default_factory=dict)
    own_script: str = ""


def data_block(name: str, text: str) -> str:
    """An inline JSON block; `<`, U+2028 and U+2029 are escaped, so no content can end the block."""
    return f'<script id="{name}" type="application/json">{_safe(text)}</script>'


def facts_block(facts: Mapping[str, Any]) -> str:
    """A JSON-LD block, escaped alike."""
    text = json.dumps(dict(facts), ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{_safe(text)}</script>'


def _safe(text: str) -> str:
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def document(frame: Frame, parts: Parts | None = None) -> str:
    """The whole page. The figures stand in the body before any script; scripts are deferred, in order."""
    boot = data_block("matokeo-boot", json.dumps(dict(frame.boot), ensure_ascii=False, separators=(",", ":")))
    # After the figures, not in the head: nothing may take the line from them.
    preloads = "".join(_preload(kind, href) for kind, href in frame.head.preload)
    scripts = [url for url in (frame.script_url, frame.own_script) if url]
    tail = [preloads, boot, *[f'<script defer src="{url}"></script>' for url in scripts]]
    tail += [facts_block(facts) for facts in frame.head.facts]
    if parts is not None:
        tail = [
            parts.config,
            data_block("matokeo-layout", parts.layout),
            data_block("matokeo-dependencies", parts.dependencies),
            *tail,
            parts.scripts,
            parts.renderer,
        ]
    return "".join((_head(frame.head), "<body>", frame.body, *tail, "</body></html>"))


def _head(head: Head) -> str:
    theme = f' data-theme="{head.theme}"' if head.theme else ""
    direction = ' dir="rtl"' if head.rtl else ""
    metas = [
        _meta("name", "description", head.description),
        _meta("property", "og:site_name", head.site_name),
        _meta("property", "og:type", "website"),
        _meta("property", "og:title", head.title),
        _meta("property", "og:description", head.description),
        _meta("property", "og:url", head.canonical),
        _meta("property", "og:locale", head.locale),
        _meta("name", "color-scheme", "light dark"),
    ]
    metas += _card(head)
    if not head.indexed:
        metas.append(_meta("name", "robots", "noindex"))
    links = [f'<link rel="canonical" href="{escape(head.canonical)}">']
    links += [
        f'<link rel="alternate" hreflang="{lang}" href="{escape(href)}">'
        for lang, href in head.alternates.items()
    ]
    if head.oembed:
        links.append(
            f'<link rel="alternate" type="application/json+oembed" href="{escape(head.oembed)}" '
            f'title="{escape(head.title)}">'
        )
    boot = f"<script>{BOOT}</script>" if head.inline_boot else f'<script src="{BOOT_URL}"></script>'
    noscript = f"<noscript><style>{head.noscript}</style></noscript>" if head.noscript else ""
    return (
        f'<!DOCTYPE html><html lang="{head.lang}"{direction}{theme}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(head.title)}</title>{boot}"
        f'<style>{head.style}</style><style id="parties">{head.parties}</style>{noscript}'
        f"{''.join(links)}{''.join(metas)}"
        '<link rel="icon" type="image/svg+xml" href="/assets/img/icon.svg"></head>'
    )


def _card(head: Head) -> list[str]:
    """What networks and messengers show beside a link: the large picture where there is one."""
    metas = [
        _meta("name", "twitter:card", "summary_large_image" if head.image else "summary"),
        _meta("name", "twitter:title", head.title),
        _meta("name", "twitter:description", head.description),
    ]
    if not head.image:
        return metas
    width, height = IMAGE_SIZE
    return [
        *metas,
        _meta("property", "og:image", head.image),
        _meta("property", "og:image:type", "image/png"),
        _meta("property", "og:image:width", str(width)),
        _meta("property", "og:image:height", str(height)),
        _meta("property", "og:image:alt", head.image_alt),
        _meta("name", "twitter:image", head.image),
        _meta("name", "twitter:image:alt", head.image_alt),
    ]


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def _preload(kind: str, href: str) -> str:
    cross = " crossorigin" if kind == "fetch" else ""
    return f'<link rel="preload" as="{kind}" href="{escape(href)}"{cross}>'
