"""The list of snapshots: those published, and for who plans all of them."""
