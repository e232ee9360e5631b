"""What is said of rows that are probably not right: beside one another, beside what is known, in themselves."""

from geodata.readers.sentence import LOOK_FOR_A_SLIP, UNCOUNTED, Sentence

OF_DOUBTS = {
    "shared_figure": Sentence(
        "%(site_id)s (row %(other_row)s) has the same families and people on that day.",
        "one figure for two sites counts people twice",
    ),
    "sum_of_rows": Sentence(
        "The row is the sum of %(parts)s others, rows %(first)s to %(last)s: is it a total?",
        "delete totals",
    ),
    "jump": Sentence(
        "%(now)s differs by more than half from the %(before)s that the site reported on %(day)s.",
        LOOK_FOR_A_SLIP,
    ),
    "occupied_as_free": Sentence(
        "%(occupied)s are occupied, as many as were free on %(day)s of %(ready)s: do the columns of occupied and free"
        " plots stand in each other's place?",
        LOOK_FOR_A_SLIP,
        "free_as_occupied",
    ),
    "nothing_to_confirm": Sentence(
        "Nothing is warned of under the rule %(rule)s in row %(rows)s, so nothing was confirmed.",
        "the rules and rows of warnings stand in --json",
    ),
    "moved": Sentence("%(site_id)s would move by %(km)s km.", "look whether the id is that of this site"),
    "repositioned": Sentence("%(site_id)s would move by %(metres)s m."),
    "renamed": Sentence(
        "%(site_id)s is known as “%(known)s”; the file names it “%(stated)s”.",
        "look whether the id is that of this site",
    ),
    "respelt": Sentence("%(site_id)s is written “%(known)s”; the file writes “%(stated)s”."),
    "shared_position": Sentence(
        "%(count)s sites share one position (%(sites)s): is it the middle of a place? It is kept as approximate.",
        "give each its own position, or none",
    ),
    "still_in_doubt": Sentence(
        "%(site_id)s was imported under the warning %(rule)s, and nobody has confirmed it.", rule="%(rule)s"
    ),
}
# What geodata/rules/plausible.py finds.
OF_FIGURES = {
    "zero_beside_people": Sentence("%(families)s families cannot be %(individuals)s people.", UNCOUNTED, "filler_zero"),
    "swapped": Sentence(
        "%(families)s families cannot be %(individuals)s people.",
        "families and individuals may stand in each other's column",
    ),
    "family_size": Sentence("%(individuals)s people in %(families)s families are %(size)s a family.", LOOK_FOR_A_SLIP),
    "over_capacity": Sentence(
        "%(occupied)s plots are occupied, %(ready)s are ready: over capacity by %(over)s.",
        "right if the site is overcrowded; else they are swapped",
    ),
    "over_reserved": Sentence(
        "%(occupied)s occupied and %(reserved)s reserved plots are more than %(ready)s ready ones."
    ),
    "more_than_planned": Sentence("%(ready)s plots are ready, %(planned)s were planned."),
    "people_as_families": Sentence(
        "%(families)s families on %(plots)s plots: does the column hold people?", "count families, one a plot", "unit"
    ),
    "people_as_plots": Sentence(
        "%(occupied)s plots are occupied by %(families)s families: does the column hold people?",
        "count plots, one a family",
        "persons_as_plots",
    ),
    "persons_as_plots": Sentence(
        "%(occupied)s plots are occupied by %(individuals)s people: does the column hold people?",
        "count plots, one a family",
    ),
    "free_as_occupied": Sentence(
        "%(occupied)s plots are occupied of %(ready)s, and the %(families)s families are as many as would be free:"
        " does the column hold free plots?",
        LOOK_FOR_A_SLIP,
    ),
    "shares_as_plots": Sentence("100 and nothing above it: do the columns hold per cent?", "write the counts"),
    "none_ready": Sentence(
        "0 plots ready beside %(people)s people or families was read as unknown.", UNCOUNTED, "filler_zero"
    ),
    "filler_zeros": Sentence("Every figure of the row is 0.", UNCOUNTED),
    "filler_zero": Sentence("0 beside %(people)s people or families.", UNCOUNTED),
}
