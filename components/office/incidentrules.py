"""Categories of incidents and rules of escalation, each a form of its own; managers change the first, administrators the second.

Called by `pages.office.incident_rules`; the script `incidentcase.js` sends the forms.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.i18n import Translator
from components.markup import Node, h
from components.office.incident import SEVERITIES, STATUSES
from components.office.incidentcase import part
from components.svg import Raw, el
from data.records.incidents import CategoryLine, Escalation, IncidentRules


def rules_page(t: Translator, rules: IncidentRules, *, may_rule: bool) -> Component:
    """Draw the page."""
    nothing = CategoryLine(category="", title="", order=len(rules.categories) + 1, active=True)
    kinds = [_category(t, line) for line in (*rules.categories, nothing)]
    fresh = Escalation(rule="new", severity="low", status="reported", minutes=60)
    lines: list[Component] = [_rule(t, rule, is_new=False, may=may_rule) for rule in rules.escalations]
    if may_rule:
        lines.append(_rule(t, fresh, is_new=True, may=True))
    told = t("What nobody has touched for so long is raised, or only marked as escalated.")
    return h(
        "div",
        "ir",
        h("p", "cap", h("a", None, t("Incidents"), href="/manage/incidents")),
        h("h1", "ttl", t("Categories and escalation")),
        part(
            t("Categories"),
            h("p", None, t("A retired category stays with its incidents; it cannot be reported.")),
            *kinds,
        ),
        part(
            t("Escalation"),
            h("p", None, told),
            None if may_rule else h("p", "cap", t("Administrators change these.")),
            *lines,
        ),
    )


def _category(t: Translator, line: CategoryLine) -> Component:
    is_new = not line.category
    code: Node
    if is_new:
        code = _label(
            t("New code"), el("input", name="category", maxlength=40, size="12", pattern="[a-z_]{2,40}")
        )
    else:
        code = el("input", type="hidden", name="category", value=line.category)
    title = el("input", name="title", maxlength=100, value=line.title)
    order = el("input", name="order", type="number", min="0", max="1000", value=line.order)
    active = el("input", name="active", type="checkbox", checked="checked" if line.active else None)
    return h(
        "form",
        "ir-form",
        code,
        _label(t("Called") if is_new else line.category, title, cls="grow"),
        _label(t("Place"), order),
        h("label", "tick", active, h("span", None, t("can be reported"))),
        h("button", "btn", t("Add") if is_new else t("Keep"), type="submit"),
        h("p", "sendwords", role="status"),
        data_act="category",
        noValidate="noValidate",
        aria_label=t("New category") if is_new else t(line.title),
    )


def _rule(t: Translator, rule: Escalation, *, is_new: bool, may: bool) -> Component:
    off = None if may else "disabled"
    severities = {code: words[0] for code, words in SEVERITIES.items()}
    statuses = {code: STATUSES[code] for code in ("reported", "investigating")}
    raised = el(
        "select", el("option", t("only marked"), value=""), *_options(t, severities, rule.raise_to or ""),
        name="raise_to", data_blank="null", disabled=off,
    )  # fmt: skip
    name: Node
    if is_new:
        name = _label(t("New rule"), el("input", name="rule", maxlength=40, size="14"))
    else:
        hidden = el("input", type="hidden", name="rule", value=rule.rule)
        name = [hidden, h("span", "code", rule.rule)]
    active = el(
        "input", name="active", type="checkbox", checked="checked" if rule.active else None, disabled=off
    )
    return h(
        "form",
        "ir-form",
        name,
        _label(
            t("Severity"),
            el("select", *_options(t, severities, rule.severity), name="severity", disabled=off),
        ),
        _label(t("Status"), el("select", *_options(t, statuses, rule.status), name="status", disabled=off)),
        _label(
            t("Minutes untouched"),
            el(
                "input", name="minutes", type="number", min="1", max="10080", value=rule.minutes, disabled=off
            ),
        ),
        _label(t("Becomes"), raised),
        h("label", "tick", active, h("span", None, t("in force"))),
        h("button", "btn", t("Add") if is_new else t("Keep"), type="submit") if may else None,
        h("p", "sendwords", role="status"),
        data_act="rule",
        noValidate="noValidate",
        aria_label=t("New rule") if is_new else rule.rule,
    )


def _options(t: Translator, words: dict[str, str], chosen: str) -> list[Raw]:
    return [
        el("option", t(word), value=code, selected="selected" if code == chosen else None)
        for code, word in words.items()
    ]


def _label(words: str, control: Node, *, cls: str | None = None) -> Component:
    return h("label", cls, h("span", None, words), control)
