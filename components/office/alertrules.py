"""Rules of alerts: thresholds, severity, who is told, with a dry run; and the webhooks for administrators.

Called by `pages.office.alert_rules`. The script `alertrules.js` sends the forms; without it, the page can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.alerts import clock_words
from components.office.asked import text_field
from components.office.manage import with_query
from components.svg import el
from data.records.alerts import KINDS, AlertRule, RuleField
from data.records.notify import DeliveryLine, Webhook
from data.records.words import SEVERITY

PATH = "/manage/alerts/rules"
_HOURS = (0, 6, 12, 24, 72)
DELIVERY = {
    "queued": N_("waits"),
    "sent": N_("arrived"),
    "failed": N_("failed, is tried again"),
    "given_up": N_("given up"),
    "dropped": N_("could not be addressed"),
}
WORDS = {
    "al_saved": N_("Saved."),
    "al_none": N_("Nothing would open."),
    "al_now": N_("Now: {now}."),
    "al_would": N_("Over this time: {count}, of which {now} hold now."),
    "al_only_now": N_("Of this kind only the present is known. Now: {now}."),
    "al_at_most": N_("At most 5,000 were looked at."),
    "al_secret": N_("The secret is shown this once: {secret}"),
    "al_queued": N_("The worker tries it now. Reload the page to see how it went."),
    "al_low": SEVERITY["low"],
    "al_medium": SEVERITY["medium"],
    "al_high": SEVERITY["high"],
    "al_critical": SEVERITY["critical"],
}


@dataclass(frozen=True, kw_only=True)
class RulesView:
    """What the page shows. `election` is the one the rules are of, empty: in general; no `webhooks`: no administrator."""

    t: Translator
    clock: Clock
    now: datetime
    rules: Mapping[str, AlertRule]
    may_set: bool
    elections: tuple[tuple[str, str], ...]
    election: str
    dry_election: str
    webhooks: tuple[Webhook, ...] | None = None


def rules_page(view: RulesView) -> Component:
    """Draw the page."""
    t = view.t
    lead = (
        t(
            "What opens an alert, how severe it is, and who is told. A change holds from the next look, a few seconds later."
        )
        if view.may_set
        else t("What opens an alert. Administrators and managers of the whole country change it.")
    )
    return h(
        "div",
        "al al-rules",
        h("p", "al-back", h("a", "lnk", "‹ ", t("Alerts"), href="/manage/alerts")),
        h("h1", "head", t("Rules of alerts")),
        h("p", "al-intro", lead),
        _scope(view),
        *[_rule(view, rule) for rule in view.rules.values()],
        _webhooks(view) if view.webhooks is not None else None,
    )


def _scope(view: RulesView) -> Component:
    t = view.t
    choices = [("", t("In general")), *view.elections]
    items = [
        h(
            "li",
            None,
            h(
                "a",
                None,
                clean(words),
                href=with_query(PATH, {"election": code} if code else {}),
                aria_current="page" if code == view.election else None,
            ),
        )
        for code, words in choices
    ]
    return h("nav", "tabs al-tabs", h("ul", None, *items), aria_label=t("Rules for"))


def _rule(view: RulesView, rule: AlertRule) -> Component:
    t = view.t
    kind = KINDS[rule.kind]
    own = h("span", "flag", t("Own rule of this election")) if rule.own and view.election else None
    state = t(SEVERITY[rule.severity]) if rule.enabled else t("Switched off")
    summary = h(
        "summary",
        None,
        h("h2", None, t(kind.title)),
        h("span", "al-sum", state, " · ", _in_words(t, rule)),
        own,
    )
    return h(
        "details",
        "al-rule" if rule.enabled else "al-rule off",
        summary,
        _form(view, rule) if view.may_set else h("p", "al-intro", _told(view, rule)),
        id=f"rule-{rule.kind}",
    )


def _in_words(t: Translator, rule: AlertRule) -> str:
    """Write the thresholds in one line."""
    said = [f"{t(f.words)} {_value(t, f, rule)}" for f in KINDS[rule.kind].fields]
    if rule.for_min:
        said.append(t("held for {n} min", n=number(rule.for_min)))
    return ", ".join(said) if said else t("at once")


def _value(t: Translator, field: RuleField, rule: AlertRule) -> str:
    value = rule.thresholds.get(field.name)
    if field.is_severity:
        return t(SEVERITY[str(value)]) if value in SEVERITY else "–"
    return f"{number(value)} {t(field.unit)}".strip()


def _told(view: RulesView, rule: AlertRule) -> str:
    t = view.t
    if rule.changed_by is None or rule.changed_at is None:
        return t("As delivered.")
    return t(
        "Changed by {name} at {time}.",
        name=clean(rule.changed_by),
        time=clock_words(view.clock, rule.changed_at, view.now),
    )


def _form(view: RulesView, rule: AlertRule) -> Component:
    t = view.t
    box = f"r-{rule.kind}"
    fields = [_threshold(t, box, field, rule) for field in KINDS[rule.kind].fields]
    severities = [(code, t(words)) for code, words in SEVERITY.items()]
    back = (
        h("button", "btn", t("As the general rule again"), type="button", data_drop="")
        if rule.own and view.election
        else None
    )
    return h(
        "form",
        "al-set",
        h(
            "div",
            "grid",
            _tick(f"{box}-on", "enabled", t("Looks for it"), on=rule.enabled),
            _select(f"{box}-sev", "severity", t("Severity"), severities, rule.severity),
            *fields,
            _count(f"{box}-for", "for_min", t("Must hold for"), rule.for_min, t("minutes")),
            _count(
                f"{box}-clear", "clear_min", t("Resolves after being away for"), rule.clear_min, t("minutes")
            ),
        ),
        _route(view, rule, box) if not view.election else None,
        h(
            "div",
            "row",
            h("button", "btn btn-1", t("Save"), type="submit"),
            back,
            h("span", "said", role="status"),
            h("small", None, _told(view, rule)),
        ),
        _dry(view, rule, box),
        method="post",
        data_rule=rule.kind,
        data_election=view.election or None,
        data_dry=view.dry_election,
    )


def _threshold(t: Translator, box: str, field: RuleField, rule: AlertRule) -> Component:
    value = rule.thresholds.get(field.name)
    if field.is_severity:
        options = [(code, t(words)) for code, words in SEVERITY.items()]
        return _select(f"{box}-{field.name}", f"t.{field.name}", t(field.words), options, str(value))
    return _count(
        f"{box}-{field.name}",
        f"t.{field.name}",
        t(field.words),
        value,
        t(field.unit),
        (field.least, field.most),
    )


def _count(
    box: str, name: str, words: str, value: int | None, unit: str, limits: tuple[int, int] = (0, 1440)
) -> Component:
    entry = el(
        "input",
        id=box,
        name=name,
        type="number",
        inputmode="numeric",
        min=limits[0],
        max=limits[1],
        value="" if value is None else value,
        required="",
    )
    return h("div", "field", h("label", None, words, h("small", None, unit), for_=box), entry)


def _select(box: str, name: str, words: str, options: list[tuple[str, str]], chosen: str) -> Component:
    marked = [
        el("option", told, value=value, selected="" if value == chosen else None) for value, told in options
    ]
    return h("div", "field", h("label", None, words, for_=box), el("select", *marked, id=box, name=name))


def _tick(box: str, name: str, words: str, *, on: bool) -> Component:
    entry = el("input", id=box, name=name, type="checkbox", checked="" if on else None)
    return h("label", "al-tick", entry, h("span", None, words), for_=box)


def _route(view: RulesView, rule: AlertRule, box: str) -> Component:
    t, route = view.t, rule.route
    chosen = {str(uid) for uid in route.webhooks}
    hooks = [
        _tick(
            f"{box}-h{n}",
            f"hook.{hook.uid}",
            t("Webhook {name}", name=clean(hook.title)),
            on=str(hook.uid) in chosen,
        )
        for n, hook in enumerate(view.webhooks or ())
    ]
    # What a manager may not see is kept as it is, not taken out.
    kept = (
        [el("input", type="hidden", name=f"kept.{uid}", value="1") for uid in sorted(chosen)]
        if view.webhooks is None
        else []
    )
    return h(
        "fieldset",
        "al-route",
        h("legend", None, t("Who is told")),
        _tick(
            f"{box}-m",
            "role.election_manager",
            t("Managers of the area"),
            on="election_manager" in route.roles,
        ),
        _tick(f"{box}-a", "role.super_admin", t("Administrators"), on="super_admin" in route.roles),
        _tick(f"{box}-e", "email", t("Also by mail, as each person wants it"), on=route.email),
        *hooks,
        *kept,
    )


def _dry(view: RulesView, rule: AlertRule, box: str) -> Component:
    t = view.t
    if KINDS[rule.kind].knows_past:
        words = [(str(n), t("only now") if n == 0 else t("the last {n} hours", n=n)) for n in _HOURS]
        ask: Node = _select(f"{box}-back", "hours", t("Try it on"), words, "12")
    else:
        ask = el("input", type="hidden", name="hours", value="0")
    return h(
        "div",
        "al-dry",
        ask,
        h("button", "btn", t("What would this open?"), type="button", data_try=""),
        h("small", None, t("A dry run: nothing is opened and nobody is told.")),
        h("div", "al-would", role="status"),
    )


# Webhooks ----------------------------------------------------------------------------------------------


def _webhooks(view: RulesView) -> Component:
    t = view.t
    items = [_hook(view, hook) for hook in view.webhooks or ()]
    return h(
        "section",
        "al-hooks",
        h("h2", None, t("Webhooks")),
        h(
            "p",
            "al-intro",
            t("Programs that are called when an alert opens, rises or is resolved. Each call is signed."),
        ),
        h("ul", None, *items) if items else h("p", "note-plain", t("There is no webhook yet.")),
        h(
            "form",
            "al-newhook",
            h(
                "div",
                "grid",
                text_field("title", t("Name"), required=True, prefix="wh"),
                text_field(
                    "url",
                    t("Address"),
                    kind="url",
                    hint=t("https; http only on this machine"),
                    required=True,
                    prefix="wh",
                ),
            ),
            h(
                "div",
                "row",
                h("button", "btn btn-1", t("Add the webhook"), type="submit"),
                h("span", "said", role="status"),
            ),
            h("p", "note-plain al-secret", hidden=True, id="al-secret"),
            method="post",
            id="al-newhook",
        ),
        id="webhooks",
    )


def _hook(view: RulesView, hook: Webhook) -> Component:
    t = view.t
    last = [delivery_words(t, view.clock, view.now, line) for line in hook.last]
    switch = t("Switch off") if hook.active else t("Switch on")
    return h(
        "li",
        None,
        h(
            "div",
            None,
            h("b", None, clean(hook.title)),
            h("code", None, clean(hook.host)),
            None if hook.active else h("span", "flag", t("Switched off")),
        ),
        h("ul", "al-last", *[h("li", None, words) for words in last])
        if last
        else h("small", None, t("Not called yet.")),
        h(
            "div",
            "row",
            h("button", "btn", t("Try it"), type="button", data_hook_try=str(hook.uid)),
            h(
                "button",
                "btn",
                switch,
                type="button",
                data_hook=str(hook.uid),
                data_active="0" if hook.active else "1",
            ),
            h("span", "said", role="status"),
        ),
    )


def delivery_words(t: Translator, clock: Clock, now: datetime, line: DeliveryLine) -> str:
    """Say how far a delivery is."""
    at = line.settled_at or line.created_at
    said = f"{clock_words(clock, at, now)}: {t(DELIVERY[line.status])}"
    if line.is_test:
        said += f" ({t('trial')})"
    if line.attempts > 1:
        said += " · " + t.n("{n} try", "{n} tries", line.attempts)
    return f"{said} · {clean(line.error)}" if line.error else said
