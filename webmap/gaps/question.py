"""What an address asks of the gaps: by which standards, and who arrives where. InvalidData names the field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData, NotFound
from geodata.rules import standards
from geodata.rules.gaps import Arriving
from webmap.asked import numbers
from webmap.asked.choices import one_of, whole_number
from webmap.standards.people import FAMILY_SIZE
from webmap.words.i18n import gettext as _

DEFAULT_FAMILY_SIZE, LARGEST_FAMILY_SIZE = int(FAMILY_SIZE), 50
MOST_FAMILIES, MOST_ARRIVALS = 1_000_000, 200
SITE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Question:
    """`arriving`: by id of the site. `fields`: in which field of the address each of these sites was named. `only`: the
    one site that is asked for by itself; None for all."""

    set: str
    family_size: Fraction = Fraction(DEFAULT_FAMILY_SIZE)
    arriving: Mapping[str, Arriving] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    only: str | None = None

    @property
    def families(self) -> int:
        return sum(one.families for one in self.arriving.values())

    @property
    def people(self) -> int:
        return sum(one.people for one in self.arriving.values())


def read(args: MultiDict[str, str]) -> Question:
    """`set`, `family_size`, `arrive=site:families` as often as needed, and `site` with `families` as one more;
    `site` where nobody arrives anywhere asks for that site alone."""
    chosen = one_of(args, "set", standards.sets(), standards.sets()[0]) or ""
    size = _family_size(args.get("family_size"))
    named = [(site_id, families, "arrive") for site_id, families in _arrivals(args.getlist("arrive"))]
    named += [(site_id, families, "site") for site_id, families in _of_the_form(args)]
    arriving: dict[str, Arriving] = {}
    for site_id, families, _field in named:  # what arrives at one site by several ways comes together
        before = arriving[site_id].families if site_id in arriving else 0
        arriving[site_id] = Arriving(site_id, before + families, size)
    only = None if arriving else args.get("site") or None
    return Question(chosen, size, arriving, {site_id: where for site_id, _families, where in named}, only)


def _of_the_form(args: Mapping[str, str]) -> list[tuple[str, int]]:
    """The one arrival of the form; none where the address names no site or nobody arrives."""
    site_id = args.get("site")
    families = whole_number(args, "families", 0, 0, MOST_FAMILIES)
    if families and not site_id:
        raise InvalidData(_("Choose the site where these families arrive."), parameter="site")
    if site_id and not SITE_ID.fullmatch(site_id):
        raise NotFound("site", _shown(site_id))
    return [(site_id, families)] if site_id and families else []


def _arrivals(given: Sequence[str]) -> list[tuple[str, int]]:
    found = []
    for one in filter(None, given):
        site_id, _colon, written = one.partition(":")
        families = numbers.as_whole(written)
        if families is None or not 0 <= families <= MOST_FAMILIES:
            message = _(
                "Write an arrival as site:families, like haj-ali:700, of at most %(most)s families.", most=MOST_FAMILIES
            )
            raise InvalidData(message, parameter="arrive")
        if not SITE_ID.fullmatch(site_id):
            raise NotFound("site", _shown(site_id), parameter="arrive")
        found.append((site_id, families))
    if len(found) > MOST_ARRIVALS:
        raise InvalidData(_("At most %(most)s arrivals fit into one question.", most=MOST_ARRIVALS), parameter="arrive")
    return [(site_id, families) for site_id, families in found if families]


def _shown(site_id: str) -> str:
    return site_id[:80].encode("utf-8", "replace").decode()


def _family_size(given: str | None) -> Fraction:
    written = given or str(DEFAULT_FAMILY_SIZE)
    size = numbers.as_decimal(written)
    if size is None or not 1 <= size <= LARGEST_FAMILY_SIZE:
        message = _(
            "“%(value)s” does not fit; write persons in a family from 1 to %(largest)s, like 5 or 5.5.",
            value=written[:40],
            largest=LARGEST_FAMILY_SIZE,
        )
        raise InvalidData(message, parameter="family_size")
    return Fraction(size)
