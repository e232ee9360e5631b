"""What a browser says of itself, shortened to what its owner knows it by."""

import re

# The first that is found: most say that they are others as well.
PROGRAMS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
    "curl": "curl",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def program(user_agent: str) -> str | None:
    """`Firefox, Android`; None where nothing of it is known here."""
    said = user_agent[:500]
    known = [
        next((name for mark, name in marks.items() if re.search(rf"\b{mark}\b", said)), None)
        for marks in (PROGRAMS, SYSTEMS)
    ]
    return ", ".join(name for name in known if name) or None
