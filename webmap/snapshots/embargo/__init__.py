"""For how many days movements are not public after they ended: said and set by who answers for the data."""
