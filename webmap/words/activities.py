"""The terms of the peacebuilding programme, in the reader's language."""

from webmap.words.stated_names import in_words


def activity_kind(code: str) -> str:
    return in_words("activity", code)
