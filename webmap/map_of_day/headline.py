"""What the map shows, for which day, what grey means, and who counted: above the page, the sheet and the picture."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from geodata.statements.movement_rows import Movement
from webmap.headlines import displaced
from webmap.map_of_day.area import AROUND_MOSUL, Box, place_in_view
from webmap.words.i18n import day as in_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated


def of_page(at: date, has_sites: bool, is_exercise: bool, view: Box | None = None) -> dict[str, Any]:
    """Title and sentence, each also shorter for phones; `sentence` is Markup, `area` the place in the title."""
    day, area = in_words(at), place_in_view(view or AROUND_MOSUL)
    title = _("Emergency sites, movements and communities around %(place)s, %(day)s", place=area, day=day)
    product = _("Ninewa response map")
    titles = {
        "title": title,
        "title_short": _("Around %(place)s, %(day)s", place=area, day=day),
        "area": area,
        "page_title": f"{title} · {product}",
    }
    if not has_sites:
        return {**titles, "sentence": _("Nothing is known of any site by this day.")}
    sentence = Markup("{} <strong>{}</strong> {}").format(
        _("Movements of the last 14 days, each site’s newest figure."),
        _("Grey hatching: nobody has said how full it is."),
        _("Exercise: invented figures") if is_exercise else _("Facts from public sources, not live."),
    )
    short = _("Newest figure of each site, movements of 14 days. Public sources, not live.")
    if is_exercise:
        short = _("Newest figure of each site, movements of 14 days. Exercise: invented figures.")
    return {**titles, "sentence": sentence, "sentence_short": short}


def sources(numbers: displaced.Numbers, moves: Sequence[Movement]) -> str:
    """Who counted what is shown, in one sentence."""
    counted = [figure.provider for figure in (*numbers.triple, *numbers.others)]
    moved = [row.provider for row in moves if row.recent]
    names = dict.fromkeys(name for name in (*counted, *moved) if name)
    return _("Sources: %(names)s; CCCM site monitoring.", names=_(", ").join(isolated(name) for name in names))
