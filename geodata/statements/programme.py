"""What is published of the activities of the peacebuilding programme."""

from geodata.relations import activities

# When an activity was, and how many were there.
DONE = (
    *activities.c["held", "held_qualifier", "starts_on", "starts_on_precision", "ends_on", "ends_on_precision"],
    *activities.c["expected", "participants", "participants_qualifier", "reached", "reached_qualifier"],
    *activities.c["as_of", "as_of_precision"],
)
