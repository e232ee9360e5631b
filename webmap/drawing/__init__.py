"""What pictures made on the server share: the small map, its labels, its curves."""
