"""Explains a finding: a person looked and says why it is as it is. It leaves the queue until its score grows.

Called by `dashboard.office_api.anomalies`. Nothing is ever taken back; every explanation leaves a row in the audit log.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import AlreadyThere, NotThere, StepRefused
from data.records.anomalies import AnomalyReview, AnomalyReviewed
from data.verify.forms import read_form, waits_for

_NOWHERE = "There is no such finding in your areas."


def explain(connection: Connection, actor: Actor, review: AnomalyReview, key: UUID) -> AnomalyReviewed:
    """Store an explanation; the same `key` again answers as before.

    Raises `NotThere`, `AlreadyThere` (the key was used for something else), `StepRefused` (the finding is gone, or the person
    could still type the form a second time).
    """
    asked = {"finding_id": review.finding, "uid": key}
    state = connection.execute(sql("anomaly_review_state"), asked).one_or_none()
    if state is None:
        raise NotThere(_NOWHERE)
    reason = review.reason.strip()
    if state.sent is not None:
        if (state.sent, state.sent_reason) != (review.finding, reason):
            raise AlreadyThere("This key was used for another explanation.")
        return AnomalyReviewed(finding=review.finding, score=state.open_score)
    if len(reason) < 3:
        raise StepRefused("Say in a few words why it is as it is.")
    if state.gone:
        raise StepRefused("The finding is gone: the form was corrected, or its peers made it ordinary.")
    if state.form_uid is not None and waits_for(read_form(connection, state.form_uid)):
        raise StepRefused("The form waits for a second entry that could be yours; its figures are not for you yet.")  # fmt: skip
    given = {**asked, "reason": reason, "user_id": actor.user_id}
    stored = connection.execute(sql("anomaly_review_add"), given).one_or_none()
    if stored is None:
        raise NotThere(_NOWHERE)
    record(
        connection,
        actor,
        "anomaly.explain",
        ("anomaly_finding", str(review.finding)),
        new={"rule": state.rule, "form": str(state.form_uid) if state.form_uid else None, "score": stored.score},
        reason=reason,
    )  # fmt: skip
    after = connection.execute(sql("anomaly_review_state"), asked).one()
    return AnomalyReviewed(finding=review.finding, score=after.open_score)
