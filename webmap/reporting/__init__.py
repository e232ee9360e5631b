"""Reports that people make of their sites: the form, what becomes of it, its history."""
