"""What the pages of forms of KoboToolbox show and take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.problems import InvalidData
from geodata.readers.known import Known
from geodata.readers.kobo_map import DAY, FIELDS, POSITION, SITE, FieldMap, from_stored, keys_of
from geodata.readers.kobo_submissions import from_stored as problem_from_stored
from geodata.readers.row_problems import Problem
from geodata.readers.sentences_of_kobo import OF_KOBO
from geodata.rules.account_names import shown
from geodata.tables import SITE_REPORT_FIGURES
from webmap.asked import numbers
from webmap.reporting.kobo.rows import KoboForm, Submission
from webmap.words import problems, terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, number
from webmap.words.moments import moment

LONGEST_NAME, LONGEST_QUESTION, MOST_PARTS, MOST_SITES, MOST_UNKNOWN = 80, 200, 10, 200, 20
# Of KoboToolbox itself: which submission it is, when it was sent, whether it was edited or judged.
ALWAYS_READ = ("_uuid", "_submission_time", "_validation_status", "meta/rootUuid", "meta/deprecatedID")


@dataclass(frozen=True)
class Line:
    """A field of the map."""

    name: str
    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True)
class Typed:
    """The form of a page as it was sent, or filled with what stands."""

    name: str
    site: str
    lines: Sequence[Line]
    sites: str
    unknown: str


@dataclass(frozen=True)
class Aside:
    """A submission that is kept aside, in words. `was_report`: it was one before it was sent again."""

    submission_id: int
    when: str
    answers: Sequence[tuple[str, str]]
    reasons: Sequence[tuple[str, str]]
    was_report: bool


def label(field: str) -> str:
    """What a field of the map is called."""
    of_form = {SITE: _("Site"), DAY: _("Day of the count"), POSITION: _("Where it was answered")}
    if field in of_form:
        return of_form[field]
    return terms.report_figure(field) if field in SITE_REPORT_FIGURES else terms.indicator(field)


def label_of_typed(name: str) -> str:
    """What a field of the page is called."""
    others = {
        "name": _("Name"),
        "site": _("One site"),
        "sites": _("Answers that mean a site"),
        "unknown": _("Answers that mean “not known”"),
    }
    return others.get(name) or label(name.removeprefix("map_"))


def _hint(field: str) -> str:
    hints = {
        SITE: _("an id, a code of the cluster or a name; not needed where all of the form is about one site"),
        DAY: _("empty, or not answered: the day on which it was submitted, in Baghdad"),
        POSITION: _("more than 10 km away from the site it is asked about; the site stays where it is"),
        "plots_ready": _("several questions are added: write + between them"),
    }
    return hints.get(field, "")


def filled(form: KoboForm) -> Typed:
    """With what stands."""
    field_map = from_stored(form.field_map)
    lines = [Line(name, label(name), " + ".join(field_map.fields.get(name, ())), _hint(name)) for name in FIELDS]
    sites = "\n".join(f"{answer} = {site_id}" for answer, site_id in field_map.sites.items())
    return Typed(form.name, form.site_id or "", lines, sites, ", ".join(field_map.unknown))


def as_typed(sent: Mapping[str, str]) -> Typed:
    """As it was sent, whatever it is."""
    lines = [Line(name, label(name), sent.get(f"map_{name}", "")[:2000], _hint(name)) for name in FIELDS]
    name, site = sent.get("name", "")[:200], sent.get("site", "")[:200]
    return Typed(name, site, lines, sent.get("sites", "")[:20_000], sent.get("unknown", "")[:1000])


def asked_name(sent: Mapping[str, str]) -> str:
    """What the form is to be called; InvalidData for what is no name."""
    name = shown(sent.get("name", ""))
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        message = _("A name has 1 to %(most)s letters that can be seen.", most=number(LONGEST_NAME))
        raise InvalidData(message, parameter="name")
    return name


def asked_site(sent: Mapping[str, str], known: Known) -> str | None:
    """The site that all of the form is about; None where a question says so."""
    written = sent.get("site", "").strip()
    return _site(written, known, "site") if written else None


def _site(written: str, known: Known, parameter: str) -> str:
    found = known.named(written[:LONGEST_QUESTION])
    if found is None:
        near = known.nearest(written[:LONGEST_QUESTION]).one
        words = {"written": isolated(written[:80]), "near": isolated(near or "")}
        message = (
            _("No site is called “%(written)s”; the nearest is %(near)s.", **words)
            if near
            else _("No site is called “%(written)s”. Write its id: the addresses of sites end in it.", **words)
        )
        raise InvalidData(message, parameter=parameter)
    return found


def asked_map(sent: Mapping[str, str], site_id: str | None, known: Known) -> FieldMap:
    """The map that somebody typed; InvalidData names the field that is wrong."""
    fields = {name: _questions(sent.get(f"map_{name}", ""), f"map_{name}") for name in FIELDS}
    fields = {name: questions for name, questions in fields.items() if questions}
    if not fields.keys() & set(SITE_REPORT_FIGURES):
        raise InvalidData(_("Name the question of one figure at least."), parameter=f"map_{SITE_REPORT_FIGURES[0]}")
    if site_id is None and SITE not in fields:
        raise InvalidData(_("Name the question of the site, or the one site of the form."), parameter=f"map_{SITE}")
    for alone in (SITE, DAY):
        if len(fields.get(alone, ())) > 1:
            raise InvalidData(_("This is answered by one question."), parameter=f"map_{alone}")
    unknown = tuple(dict.fromkeys(part for part in numbers.parts(sent.get("unknown", "")[:1000]) if part))
    if len(unknown) > MOST_UNKNOWN:
        raise InvalidData(_("Write at most %(most)s answers.", most=number(MOST_UNKNOWN)), parameter="unknown")
    return FieldMap(fields, _sites(sent.get("sites", ""), known), unknown)


def _questions(written: str, parameter: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in written.split("+") if name.strip())
    if len(names) > MOST_PARTS or any(len(name) > LONGEST_QUESTION or not name.isprintable() for name in names):
        message = _("Write names of questions as KoboToolbox has them, like plots/occupied_plots.")
        raise InvalidData(message, parameter=parameter)
    return names


def _sites(written: str, known: Known) -> dict[str, str]:
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if len(lines) > MOST_SITES:
        raise InvalidData(_("Write at most %(most)s lines.", most=number(MOST_SITES)), parameter="sites")
    found = {}
    for line in lines:
        answer, sign, site = line.rpartition("=")
        if not sign or not answer.strip() or len(answer) > LONGEST_QUESTION or not answer.strip().isprintable():
            message = _("Write each line like camp_7 = haj-ali; this one is not: %(line)s", line=isolated(line[:80]))
            raise InvalidData(message, parameter="sites")
        found[answer.strip()] = _site(site.strip(), known, "sites")
    return found


def questions_read(form: KoboForm) -> list[str]:
    """What KoboToolbox has to send, and nothing else."""
    return [*ALWAYS_READ, *sorted(from_stored(form.field_map).names())]


def aside_shown(one: Submission, form: KoboForm) -> Aside:
    """With what was answered, but not where."""
    field_map = from_stored(form.field_map)
    places = {key for name in field_map.fields.get(POSITION, ()) for key in keys_of(name, list(one.answers))}
    answers = [(key, answer or "") for key, answer in one.answers.items() if key not in places]
    found = [problem_from_stored(each) for each in one.problems]
    reasons = [(_reason(each), _remedy(each)) for each in found]
    return Aside(one.submission_id, moment(one.submitted_at or one.received_at), answers, reasons, bool(one.report_id))


def _reason(found: Problem) -> str:
    message = problems.message(found)
    if found.column not in FIELDS:
        return message
    if found.value:
        words = {"field": label(found.column), "value": isolated(found.value), "message": message}
        return _("%(field)s, “%(value)s”: %(message)s", **words)
    return _("%(field)s: %(message)s", field=label(found.column), message=message)


def _remedy(found: Problem) -> str:
    """What is suggested for cells of files helps nobody here."""
    if found.code in OF_KOBO:
        return problems.suggestion(found) or ""
    if found.column == SITE:
        return _("Say below which site it means, under “Answers that mean a site”.")
    if found.column == DAY:
        return _("Report it by hand, then dismiss this.")
    return _("If it means “not known”, list it below as such; else report it by hand, then dismiss this.")


def told_again(entered: int, left: int) -> str:
    """What became of a press."""
    return _("Entered: %(entered)s; still kept aside: %(left)s.", entered=number(entered), left=number(left))
