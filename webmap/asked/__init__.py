"""What a request asks: its choices, its day, its span."""
