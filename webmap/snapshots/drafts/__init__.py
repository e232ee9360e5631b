"""Snapshots for people: frozen from the map, looked through before anybody else sees them, published, taken back."""
