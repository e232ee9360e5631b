"""Published figures that stand beside the map and at the head of pages: people displaced, totals of the programme."""
