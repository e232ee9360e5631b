"""Pure rules: what is true of days, names, positions, figures and places, whoever asks. No database, no web."""
