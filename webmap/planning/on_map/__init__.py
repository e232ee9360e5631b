"""The plan as the map draws it: its sentences, and the places that its browser fills while a number is chosen."""
