"""Published figures in words: what a metric counts, of which type, for which scope, by whom."""

from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, per_language
from webmap.words.stated_names import in_words


@per_language
def figure_type(code: str) -> str:
    """The boxed word beside a figure."""
    return {
        "stock": _("stock"),
        "cumulative": _("running total"),
        "returned": _("running total of returns"),
        "flow": _("flow in a period"),
        "statement": _("statement"),
        "share": _("share"),
        "ratio": _("per unit"),
    }[code]


@per_language
def headline(metric: str) -> str:
    """The plain name of a headline figure, the same in every scope."""
    return {
        "currently_displaced": _("Displaced now"),
        "cumulative_displaced": _("Ever displaced"),
        "returned": _("Returned"),
        "idps_in_ninewa": _("Displaced people in Ninewa, whatever the year"),
    }[headline_key(metric)]


def headline_key(metric: str) -> str:
    """The headline that a metric of any operation is: `hawiga_returned_individuals` is `returned`."""
    return metric.removeprefix("hawiga_").removesuffix("_individuals").removesuffix("_families")


@per_language
def unit(code: str) -> str:
    return {
        "individuals": _("people"),
        "families": _("families"),
        "plots": _("plots"),
        "percent": _("per cent"),
        "children": _("children"),
        "activities": _("activities"),
        "students": _("students"),
        "tents": _("tents"),
    }.get(code, code)


@per_language
def metric(code: str) -> str:
    """What a metric counts; one without a term of its own is shown as its plain words."""
    base, _colon, part = code.partition(":")
    terms = _people() | _shares() | _places() | _programme()
    term = terms.get(base, base.replace("_", " "))
    if not part or base in _programme():
        return term if not part else terms.get(code, term)
    return _("%(figure)s: %(part)s", figure=term, part=isolated(in_words("part", part)))


def _people() -> dict[str, str]:
    return {
        "currently_displaced_individuals": _("Displaced now, people"),
        "currently_displaced_families": _("Displaced now, families"),
        "cumulative_displaced_individuals": _("Ever displaced, people"),
        "cumulative_displaced_families": _("Ever displaced, families"),
        "returned_individuals": _("Returned, people"),
        "returned_families": _("Returned, families"),
        "returned_to_east_mosul_individuals": _("Returned to east Mosul, people"),
        "returned_to_west_mosul_individuals": _("Returned to west Mosul, people"),
        "hawiga_currently_displaced_individuals": _("Displaced now by the Hawiga operation, people"),
        "hawiga_cumulative_displaced_individuals": _("Ever displaced by the Hawiga operation, people"),
        "hawiga_returned_individuals": _("Returned to Hawiga, people"),
        "displaced_from_west_mosul_individuals": _("Displaced from west Mosul, people"),
        "displaced_from_telafar_individuals": _("Displaced from Telafar, people"),
        "displaced_from_mosul_since_march_individuals": _("Displaced from the Mosul corridor since March 2016, people"),
        "displaced_past_two_months_individuals": _("Displaced in the past two months, people"),
        "displaced_since_end_march_2016_families": _("Displaced since the end of March 2016, families"),
        "displaced_since_end_march_2016_individuals": _("Displaced since the end of March 2016, people"),
        "from_west_mosul_in_camps_individuals": _("From west Mosul and in camps, people"),
        "in_camps_and_emergency_sites_individuals": _("In camps and emergency sites, people"),
        "in_camps_around_mosul_individuals": _("In camps around Mosul, people"),
        "in_emergency_camps_individuals": _("In emergency camps, people"),
        "idps_in_ninewa_individuals": _("Displaced people in Ninewa, whatever the year"),
        "newly_recorded_in_east_mosul_individuals": _("Newly recorded in east Mosul (recount), people"),
        "passed_hammam_al_alil_screening_individuals": _("Passed the screening at Hammam al-Alil, people"),
        "people_expected_in_camps_individuals": _("Expected in camps, people"),
        "by_district_of_origin_individuals": _("Displaced now, by district of origin, people"),
        "by_governorate_of_displacement_individuals": _("Displaced now, by governorate where they are, people"),
        "children_enrolled_in_camp_learning_spaces": _("Children enrolled in learning spaces of camps"),
    }


def _shares() -> dict[str, str]:
    return {
        "share_by_district_of_origin_pct": _("Share by district of origin, %"),
        "share_by_subdistrict_of_origin_pct": _("Share by sub-district of origin, %"),
        "share_by_governorate_of_displacement_pct": _("Share by governorate where they are, %"),
        "share_by_shelter_pct": _("Share by shelter, %"),
    }


def _places() -> dict[str, str]:
    return {
        "plots_fully_serviced_available": _("Plots available, fully serviced"),
        "plots_available": _("Plots available"),
        "plots_in_unhcr_camps_total": _("Plots in camps built by UNHCR"),
        "plots_in_unhcr_camps_occupied": _("Plots occupied in camps built by UNHCR"),
        "plots_planned_in_two_months": _("Plots with basic services, present and planned"),
        "capacity_persons_available": _("Room left in camps, people"),
        "camp_capacity_iraq": _("Capacity of camps in Iraq, people"),
        "camp_population_iraq": _("People in camps in Iraq"),
        "camp_population_kri": _("People in camps in the Kurdistan Region"),
        "camp_population_centre_south": _("People in camps in Centre and South"),
        "camp_population_ninewa_centre_south": _("People in camps of Ninewa that count as Centre and South"),
    }


def _programme() -> dict[str, str]:
    return {
        "activity_count": _("Peacebuilding activities"),
        "participants": _("Members of communities who took part"),
        "persons_involved": _("Persons involved"),
        "peace_builders": _("Peace builders"),
        "peace_builders:peace builders per community": _("Peace builders in each community"),
    }


@per_language
def scope(name: str | None) -> str:
    """Whom a figure is about; figures of two scopes are not comparable."""
    return in_words("scope", name) if name else _("not stated")


@per_language
def provider(name: str | None, relayed_by: str | None = None) -> str:
    """Who counted, and who quotes it. Short names of organisations stay as they are in every language."""
    if not name:
        return _("not stated")
    who = in_words("provider", name)
    if not relayed_by:
        return who
    return _("%(provider)s via %(relay)s", provider=isolated(who), relay=isolated(relayed_by))
