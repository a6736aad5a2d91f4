"""Categories of incidents and rules of escalation: data that people change.

Called by the office's API and page on a connection of `Desk.acting`; the tables say who may change what (categories:
managers; rules: administrators). Nothing is deleted: what is retired stays readable.
"""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, ProgrammingError

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotAllowed, StepRefused
from data.records.incidents import CategoryAsk, CategoryLine, Escalation, IncidentRules


def incident_rules(connection: Connection) -> IncidentRules:
    """Return every category and every rule."""
    categories = connection.execute(sql("incident_all_categories"))
    rules = connection.execute(sql("incident_rules"))
    return IncidentRules(
        categories=tuple(
            CategoryLine(category=c.category, title=c.title, order=c.category_order, active=c.active)
            for c in categories
        ),
        escalations=tuple(Escalation(**row._mapping) for row in rules),
    )


def set_category(connection: Connection, actor: Actor, ask: CategoryAsk) -> IncidentRules:
    """Add a category, rename it, move it, retire it or bring it back. Raises `NotAllowed`, `StepRefused`."""
    if not ask.title.strip():
        raise StepRefused("Write what the category is called.")
    old = {c.category: c for c in incident_rules(connection).categories}.get(ask.category)
    new = {"title": ask.title.strip(), "order": ask.order, "active": ask.active}
    _store(connection, "incident_set_category", {"category": ask.category, **new})
    record(
        connection, actor, "incident.category", ("incident_category", ask.category), new=new,
        old={"title": old.title, "order": old.order, "active": old.active} if old else None,
    )  # fmt: skip
    return incident_rules(connection)


def set_rule(connection: Connection, actor: Actor, ask: Escalation) -> IncidentRules:
    """Add a rule of escalation or change one. Raises `NotAllowed`, `StepRefused` for one that raises nothing."""
    order = ("low", "medium", "high", "critical")
    if ask.raise_to is not None and order.index(ask.raise_to) <= order.index(ask.severity):
        raise StepRefused("A rule raises the severity, or only marks.")
    old = {r.rule: r for r in incident_rules(connection).escalations}.get(ask.rule)
    _store(
        connection,
        "incident_set_rule",
        {name: getattr(ask, name) for name in ask.__struct_fields__},
    )
    record(connection, actor, "incident.rule", ("incident_escalation", ask.rule), old=old, new=ask)
    return incident_rules(connection)


def _store(connection: Connection, statement: str, values: dict[str, object]) -> None:
    try:
        connection.execute(sql(statement), values).one()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) == "42501":
            raise NotAllowed("Your role may not change this.") from error
        raise
    except IntegrityError as error:
        raise StepRefused("This is not a rule or category that can be stored.") from error
