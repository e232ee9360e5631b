"""Words in the reader's language: languages, terms of the field, numbers and dates."""
