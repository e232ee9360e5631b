"""The terms of the peacebuilding programme, in the reader's language."""

from webmap.words.i18n import gettext as _


def activity_kind(code: str) -> str:
    terms = {
        "workshop: inter-ethnic and inter-religious dialogue": _("Workshop: inter-ethnic and inter-religious dialogue"),
        "workshop: women's empowerment": _("Workshop: women's empowerment"),
        "workshop: civic engagement": _("Workshop: civic engagement"),
        "youth training: social media for social cohesion": _("Youth training: social media for social cohesion"),
        "poetry festival": _("Poetry festival"),
        "football tournament": _("Football tournament"),
        "others": _("Others, not named in the source"),
        "initial five-day training": _("Initial training of five days"),
        "follow-up workshop": _("Follow-up workshop"),
        "lessons-learned workshop": _("Lessons-learned workshop"),
        "health assistance": _("Health assistance"),
        "transitional shelters for displaced families": _("Transitional shelters for displaced families"),
    }
    return terms.get(code, code)
