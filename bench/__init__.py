"""The measures behind scripts/bench: ratios of one run."""
