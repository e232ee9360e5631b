"""What is said of a problem, and suggested, in English; geodata/readers/sentences.py has them all."""

from dataclasses import dataclass

UNCOUNTED = "leave the cell empty if it was not counted"
LOOK_FOR_A_SLIP = "look for a slip"


@dataclass(frozen=True)
class Sentence:
    """`rule`: what --json calls it, where several codes are one rule to programs that read it."""

    message: str
    suggestion: str = ""
    rule: str = ""
