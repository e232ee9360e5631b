"""What is said of rows that are probably not right: beside one another, beside what is known, in themselves."""

from geodata.readers.sentence import LOOK_FOR_A_SLIP, UNCOUNTED, Sentence

OF_DOUBTS = {
    "shared_figure": Sentence(
        "%(site_id)s (row %(other_row)s) has the same families and people on that day.",
        "one figure for two sites counts people twice",
    ),
    "sum_of_rows": Sentence(
        "The row is the sum of the rows %(first)s to %(last)s: is it a total?",
        "delete totals",
    ),
    "jump": Sentence(
        "%(now)s differs by more than half from the %(before)s that the site reported on %(day)s.",
        LOOK_FOR_A_SLIP,
    ),
    "occupied_as_free": Sentence(
        "Plots occupied: %(occupied)s of %(ready)s, as many as were free on %(day)s: do the columns of occupied and"
        " free plots stand in each other's place?",
        LOOK_FOR_A_SLIP,
        "free_as_occupied",
    ),
    "free_differs": Sentence(
        "Plots free: %(free)s; ready: %(ready)s, occupied: %(occupied)s, which leaves %(left)s.", LOOK_FOR_A_SLIP
    ),
    "free_unchecked": Sentence(
        "“%(cell)s” was not checked: free plots are worked out from the ready and the occupied ones, and not kept.",
        "give the plots ready and occupied",
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
        "Sites that share one position: %(count)s (%(sites)s): is it the middle of a place? It is kept as approximate.",
        "give each its own position, or none",
    ),
    "still_in_doubt": Sentence(
        "%(site_id)s was imported under the warning %(rule)s, and nobody has confirmed it.", rule="%(rule)s"
    ),
}
# What geodata/rules/plausible.py finds.
OF_FIGURES = {
    "zero_beside_people": Sentence(
        "Families: %(families)s, people: %(individuals)s: that cannot be.", UNCOUNTED, "filler_zero"
    ),
    "swapped": Sentence(
        "Families: %(families)s, people: %(individuals)s: that cannot be.",
        "families and individuals may stand in each other's column",
    ),
    "family_size": Sentence(
        "People: %(individuals)s, families: %(families)s: that is %(size)s a family.", LOOK_FOR_A_SLIP
    ),
    "over_capacity": Sentence(
        "Plots occupied: %(occupied)s, ready: %(ready)s: over capacity by %(over)s.",
        "right if the site is overcrowded; else they are swapped",
    ),
    "over_reserved": Sentence(
        "Plots occupied: %(occupied)s, reserved: %(reserved)s, ready: %(ready)s: more are taken than are ready."
    ),
    "more_than_planned": Sentence("Plots ready: %(ready)s, planned: %(planned)s: more are ready than were planned."),
    "people_as_families": Sentence(
        "Families: %(families)s, plots: %(plots)s: does the column hold people?", "count families, one a plot", "unit"
    ),
    "people_as_plots": Sentence(
        "Plots occupied: %(occupied)s, families: %(families)s: does the column hold people?",
        "count plots, one a family",
        "persons_as_plots",
    ),
    "persons_as_plots": Sentence(
        "Plots occupied: %(occupied)s, people: %(individuals)s: does the column hold people?",
        "count plots, one a family",
    ),
    "free_as_occupied": Sentence(
        "Plots occupied: %(occupied)s of %(ready)s; families: %(families)s, as many as plots would be free:"
        " does the column hold free plots?",
        LOOK_FOR_A_SLIP,
    ),
    "shares_as_plots": Sentence("100 and nothing above it: do the columns hold per cent?", "write the counts"),
    "none_ready": Sentence(
        "Plots ready: 0 beside people or families (%(people)s); it was read as unknown.", UNCOUNTED, "filler_zero"
    ),
    "filler_zeros": Sentence("Every figure of the row is 0.", UNCOUNTED),
    "filler_zero": Sentence("0 beside people or families (%(people)s).", UNCOUNTED),
}
