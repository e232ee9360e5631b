"""SQL of judging once more what stands beside rows of the same sites and days, and movements from the same places."""

from geodata import relations
from geodata.objects import anew
from geodata.objects.resting import BESIDE


def sources() -> dict[str, str]:
    """By name: what 57_written_days.sql calls as a transaction ends, of `site first-day last-day` and of places."""
    wheres = {relation: where.format(keys="rows") for relation, where in BESIDE.items()}
    wheres[relations.flows] = "from_name = ANY (places)"
    return {
        "51_beside": "".join(
            anew.function(f"{name}(rows text[], places text[])", [step(*of) for of in wheres.items()])
            for name, step in (("hold_beside", anew.hold), ("judge_beside", anew.of_any_at_once))
        )
    }
