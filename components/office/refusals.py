"""What the office refuses, said in the reader's language: sentences that come in English from the steps themselves.

Used by `dashboard.office_api.replies` and the error pages. Fields are filled by the step that refuses; a sentence that
is not here (for programs, about a parameter) stays as it is. A test compares the list with the source.
"""

from __future__ import annotations

from components.i18n import N_, Translator
from components.retell import retell

REFUSALS = (
    N_("Nobody is signed in."),
    N_("There is no such page in the office."),
    N_("There is no such session of yours."),
    N_("There is no such election."),
    N_("There is no such area."),
    N_("The file has more than 4 MB. Send it in parts."),
    N_("A photo may have {size} MiB."),
    N_("A file may have {size} MB."),
    N_("The store does not answer at the moment. Send it again."),
    N_("The connection ended before the body was complete."),
    N_("There is no such person."),
    N_("There is no such session."),
    N_("{username} is disabled."),
    N_("Nobody changes the own role or state."),
    N_("{username} is not an election manager."),
    N_("The file has more than 4 MB."),
    N_("The file is not text."),
    N_("The file has more than 100,000 rows."),
    N_("There is no such open assignment."),
    N_("The assignment to end is another person's."),
    N_("This link is not valid, was used, or is too old."),
    N_("This link was used a moment ago."),
    N_("You have a second factor already."),
    N_("Search with 2 to 100 characters."),
    N_("There is already a user {username}."),
    N_("There is no such kind of alert."),
    N_("There is no such alert."),
    N_("Rules are set by administrators and by managers of the whole country."),
    N_("Say in a few words why it is as it is."),
    N_("The finding is gone: the form was corrected, or its peers made it ordinary."),
    N_("The form waits for a second entry that could be yours; its figures are not for you yet."),
    N_("Forms of an area are entered by managers."),
    N_("There is no form of {place} itself; its figures come from the forms below it."),
    N_("{place} is not in the area you work in."),
    N_("{place} is not assigned to you, or not in the area you work in."),
    N_("Station {code} is not assigned to you, or not in the area you work in."),
    N_("There is no such form, or it is not yours to see."),
    N_("There is no such form in your areas."),
    N_("This key was used for something else."),
    N_("This key was used by somebody else."),
    N_("This key was used for another form."),
    N_("This key was used for another photo."),
    N_("This key was used for another incident."),
    N_("Some figures must be mended."),
    N_("Compare the figures with the paper."),
    N_("The figures have errors."),
    N_("The form to correct is not there, or not yours to see."),
    N_("{election} does not take forms now."),
    N_("There is no such photo, or it is not yours to see."),
    N_("It has this severity already."),
    N_("Write why."),
    N_("A dismissed incident is not shown to the public."),
    N_("Write what the public may read."),
    N_("These are the reporter's words."),
    N_("There is no such incident, or it is not yours to manage."),
    N_("There is no such incident, or it is not yours to see."),
    N_("An incident is not merged into itself."),
    N_("It is public."),
    N_("Somebody changed it a moment before."),
    N_("It is not merged into another one."),
    N_("The report must be mended."),
    N_("Your role may not report incidents."),
    N_("This election takes no incidents now."),
    N_("Your role may not change this."),
    N_("Write what the category is called."),
    N_("Only a manager of the area does this."),
    N_("This incident is merged into another one."),
    N_("Only a manager of the area changes the status of an incident."),
    N_("Somebody changed the status a moment before."),
    N_("No reports of the public are taken here."),
    N_("Too many reports wait. Try again later."),
    N_("There is no such notice, or it is not yours to change."),
    N_("There is no such request, or it is not yours to see."),
    N_("There is no such area in this election."),
    N_("There is no such contest in this election."),
)


def refusal_words(t: Translator, message: str) -> str:
    """Say a refusal in the reader's language, with its fields; whatever is not known stays as it is."""
    if t.lang == "en":
        return message
    # A sentence with braces of its own, a person's name say, is no message of the catalogue.
    said = t(message) if "{" not in message else message
    return said if said != message else retell(t, REFUSALS, message)
