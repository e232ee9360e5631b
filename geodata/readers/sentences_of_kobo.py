"""What is said of submissions of KoboToolbox that are kept aside, and of reports that they became."""

from geodata.readers.sentence import Sentence

OF_KOBO = {
    "kobo_no_figure": Sentence(
        "No answer to a question that is listed as a figure was sent.",
        "mend the list of questions, then let KoboToolbox send it again",
    ),
    "kobo_no_site": Sentence(
        "No answer to the question of the site was sent (%(names)s).",
        "mend the list of questions, then let KoboToolbox send it again",
    ),
    "kobo_not_one_value": Sentence(
        "The answer to “%(name)s” is a list: questions that repeat are not read.", "name another question"
    ),
    "kobo_two_answers": Sentence(
        "Two questions are called “%(name)s”, and their answers differ.", "name the one with its group: group/name"
    ),
    "kobo_part_missing": Sentence("Of %(names)s not all were answered, so that the sum is unknown."),
    "kobo_not_approved": Sentence("It was marked as not approved in KoboToolbox."),
    "kobo_on_hold": Sentence("It was put on hold in KoboToolbox."),
    "kobo_form_off": Sentence("The form was switched off here when it came."),
    "kobo_account_off": Sentence(
        "The account in whose name the form reports is disabled.", "make a new token: the form is yours then"
    ),
    "kobo_not_theirs": Sentence(
        "The account in whose name the form reports may not report this site.",
        "make a new token: the form is yours then",
    ),
    "kobo_corrected_here": Sentence(
        "It was edited in KoboToolbox, and the report that it was before was corrected here by somebody who had not"
        " seen that.",
        "look at both, correct the report if need be, then dismiss this",
    ),
    "far_from_site": Sentence(
        "It was answered more than 10 km away from the known position of the site.", "look whether it is that site"
    ),
}
