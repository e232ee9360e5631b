"""A snapshot in words, for people who plan; and its frozen page under addresses that only they can open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from webmap.asked.address import bare_address
from webmap.asked.known import moment_in_words
from webmap.map_of_day.sizes import PREVIEW
from webmap.person import Person
from webmap.snapshots.drafts.rows import Kept
from webmap.words.i18n import day as in_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, language
from webmap.words.moments import moment

_TABLES = re.compile(r'<section class="tables">.*?</section>', re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One as a list tells of it. `stage`: what becomes of it next, or became of it."""

    row: Kept
    made: str
    stage: str
    is_for_you: bool


def entry(row: Kept, person: Person) -> Entry:
    is_for_you = row.state == "waiting" and row.may_be_published_by(person)
    return Entry(row, _made(row), _stage(row, person), is_for_you)


def _made(row: Kept) -> str:
    when = moment(row.made_at)
    if row.made_by_name is None:
        return _("frozen %(moment)s by a script", moment=when)
    return _("frozen %(moment)s by %(who)s", moment=when, who=isolated(row.made_by_name))


def _stage(row: Kept, person: Person) -> str:
    if row.state == "draft":
        return _("Draft: nobody but people who plan can see it.")
    if row.state == "waiting":
        return _waiting(row, person)
    if row.state == "published":
        assert row.published_at is not None
        when = moment(row.published_at)
        if row.approved_by_name is None:
            return _("Published %(moment)s.", moment=when)
        return _("Published %(moment)s, approved by %(who)s.", moment=when, who=isolated(row.approved_by_name))
    assert row.withdrawn_at is not None
    if row.published_at is None:
        return _("Put aside %(moment)s, never published.", moment=moment(row.withdrawn_at))
    return _("Withdrawn %(moment)s.", moment=moment(row.withdrawn_at))


def _waiting(row: Kept, person: Person) -> str:
    if row.may_be_published_by(person):
        return _("It waits for a second person: you can approve it.")
    return _("It waits for a second person: another planner, information officer or administrator approves it.")


def view(row: Kept, titles: Mapping[str, str]) -> dict[str, str]:
    """What was frozen, in words."""
    return {
        "known": moment_in_words(row.known),
        "layers": _(", ").join(titles.get(name, name) for name in row.layers),
        "box": ", ".join(f"{float(edge):g}" for edge in row.bbox) if row.bbox else _("around Mosul"),
        "beside": _(", ").join(_beside(row)),
    }


def _beside(row: Kept) -> list[str]:
    """What it shows beside the map of its day."""
    told = []
    if arriving := row.asked.get("arrive"):
        told.append(_("families arriving at %(places)s", places=isolated("; ".join(arriving))))
    for earlier in row.asked.get("from", ()):
        told.append(_("what changed since %(day)s", day=in_words(date.fromisoformat(earlier))))
    if row.asked.get("look"):
        told.append(_("the roads as lines in place of the map"))
    for one in row.asked.get("analysis", ()):
        code, _colon, first = one.partition(":")
        since = in_words(date.fromisoformat(first))
        told.append(_("analysis of the road %(code)s since %(day)s", code=isolated(code), day=since))
    return told


def asked_anew(row: Kept) -> dict[str, str | list[str]]:
    """The choices of the form for the same view."""
    edges = ",".join(f"{float(edge):g}" for edge in row.bbox or ())
    asked = {"at": row.day.isoformat(), "layers": ",".join(row.layers), "bbox": edges}
    asked |= {"title": row.title, "note": row.note or "", "series": row.series or ""}
    return {name: value for name, value in asked.items() if value} | row.asked


def groups(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """All of them by their states, each group with its title."""
    titles = {
        "waiting": _("Waiting for approval"),
        "draft": _("Drafts"),
        "published": _("Published"),
        "withdrawn": _("Withdrawn or put aside"),
    }
    return [(title, [one for one in entries if one.row.state == state]) for state, title in titles.items()]


def tables_of(frozen: str, row: Kept, endings: Mapping[str, str]) -> str:
    """The tables of the frozen page, as they stand in it."""
    found = _TABLES.search(frozen)
    return with_own_addresses(found[0], row, endings) if found else ""


def with_own_addresses(frozen: str, row: Kept, endings: Mapping[str, str]) -> str:
    """A frozen page whose links and pictures lead to the same files where the public has no address for them yet.

    `endings`: the files behind endings of its public address, with a place for the language.
    """
    there = re.compile(rf'(href|src|srcset)="/s/{re.escape(row.token)}([^"?]*)(?:\?([^"]*))?"')
    return there.sub(lambda match: f'{match[1]}="{_own_address(row, endings, match[2], match[3] or "")}"', frozen)


def _own_address(row: Kept, endings: Mapping[str, str], rest: str, asked: str) -> str:
    lang = next((code for code in re.findall(r"\blang=(\w+)", asked)), language())
    if rest == "":
        return bare_address("drafts.frozen_page", snapshot_id=row.snapshot_id, lang=lang)
    stem, _dot, ending = rest.rpartition(".")
    if rest.startswith(".") and ending in endings:
        name = f"narrow.{lang}.svg" if "size=narrow" in asked else endings[ending].format(lang)
    elif rest == "/situation.png":
        size, scale = (re.findall(rf"\b{name}=(\d+)", asked) for name in ("size", "scale"))
        name = f"situation-{(size or [str(PREVIEW)])[0]}-{(scale or ['1'])[0]}.{lang}.png"
    elif rest.startswith("/") and stem:
        name = f"{stem.removeprefix('/')}.{lang}.{ending}"
    else:
        return bare_address("drafts.show", snapshot_id=row.snapshot_id, lang=lang)
    return bare_address("drafts.frozen_file", snapshot_id=row.snapshot_id, name=name)
