"""What stands in the way of a working database, told to the person at the keyboard."""


class SetupProblem(Exception):
    """Something on this machine or on the given server must change first; the message names it and the remedy."""
