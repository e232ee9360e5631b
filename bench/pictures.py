"""What a picture of the map costs: made for nobody before, and remembered."""

from __future__ import annotations

from collections.abc import Iterator

from bench.load import Load, run
from bench.rows import DAY, Bench, Row

GOALS_MS, TIMES = {"svg": 150.0, "png": 400.0}, 20


def pictures(bench: Bench) -> Iterator[Row]:
    """p: a picture of the map, drawn and remembered."""
    server, number = bench.forgetful, 0
    for path in ("/map/drawing.svg?size=1006", "/picture.svg?size=1200", "/picture.png?size=1200"):
        asked = f"{path}&at={DAY}&lang=en"
        run(Load(server.port, [asked], seconds=0, connections=1)).only(200)  # the process that draws has started
        # Another box each time: what was drawn before is known by all that was asked.
        boxes = [f"{asked}&bbox=42.84,35.7,{43.85 + (number + n) / 1000:.3f},36.84" for n in range(TIMES)]
        number += TIMES
        before = server.cpu_seconds
        for box in boxes:
            run(Load(server.port, [box], seconds=0, connections=1)).only(200)
        drawn = (server.cpu_seconds - before) * 1000 / TIMES
        goal = GOALS_MS["svg" if "svg" in path else "png"]
        yield Row(f"{path}, drawn", f"{drawn:.0f} ms CPU", f"≤ {goal:.0f} ms", drawn <= goal, value=drawn)
    kept = bench.in_turns(
        page=lambda: bench.ask(bench.remembering, f"/?at={DAY}&lang=en"),
        picture=lambda: bench.ask(bench.remembering, f"/picture.svg?at={DAY}&lang=en"),
    )
    page, picture = kept["page"], kept["picture"]
    yield Row("A picture remembered, against the map's page", f"{picture.per_second / page.per_second:.2f} ×", "", None)
