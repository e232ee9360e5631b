"""A plan that is kept as A while its reader tries others: it goes along in the address; each is set beside it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from geodata.problems import InvalidData
from webmap.asked.address import address, bare_address
from webmap.planning import comparison
from webmap.planning.question import OF_A_PLAN, Args

OF_A_DAY = ("at", "known")


@dataclass(frozen=True)
class KeptAsA:
    """Addresses. `keep`: this plan, kept as A. While another is kept: `itself`, `compare` this one with it, `let_go`.

    All but `keep` are empty while none is kept; `compare` as well on the plan that is kept.
    """

    keep: str
    itself: str = ""
    compare: str = ""
    let_go: str = ""


def kept_as_a(args: Args, at: date) -> KeptAsA:
    """What an address of /plan says of A. Of two plans of one day neither names its day: the comparison chooses it."""
    here = [(name, value) for name, value in args.items(multi=True) if name in OF_A_PLAN and value]
    here += [("at", at.isoformat()), *([("known", args["known"])] if args.get("known") else [])]
    keep = address(a=urlencode(here))
    try:
        kept = list(comparison.read(args.get("a", ""), "a").items(multi=True))
    except InvalidData:
        return KeptAsA(keep)
    itself = bare_address("planning.index", **Args(kept).to_dict(flat=False), lang=args.get("lang"), a=args["a"])
    if sorted(kept) == sorted(here):
        return KeptAsA(keep, itself, let_go=address(a=None))
    a, b = _of_day(kept), _of_day(here)
    if a == b:
        kept, here = ([pair for pair in plan if pair[0] not in OF_A_DAY] for plan in (kept, here))
    compare = address("planning.compare", a=urlencode(kept), b=urlencode(here))
    return KeptAsA(keep, itself, compare, address(a=None))


def _of_day(plan: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in plan if pair[0] in OF_A_DAY]
