"""Distances for a reader."""


def kilometres(metres: float) -> str:
    """`22.1`: one decimal, as the points are not better known."""
    return f"{metres / 1000:,.1f}"
