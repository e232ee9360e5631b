"""What `scripts/doctor` says: how grave, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTE, WRONG = "ok", "note", "WRONG"


@dataclass(frozen=True)
class Finding:
    """How grave it is (`ok`, `note`, `WRONG`) and a sentence; a wrong one says the remedy."""

    grade: str
    text: str
