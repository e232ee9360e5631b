"""Maps of a day, frozen with their data as the public sees them: made, read, withdrawn."""
