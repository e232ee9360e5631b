"""What can be wrong with data, in the words of the data; the web's table of answers is built on these."""


class DataError(Exception):
    """Base of everything the data layer raises about data (not about programs)."""


class InvalidData(DataError):
    """A value that cannot be used: names the parameter or column and says how to mend it.

    `outside`: readable, but outside the response area.
    """

    def __init__(self, message: str, *, parameter: str, outside: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.parameter = parameter
        self.outside = outside


class NotFound(DataError):
    """Nothing is known under this id. `parameter`: where it was given, by default the kind of thing."""

    def __init__(self, kind: str, identifier: str, *, parameter: str = "") -> None:
        super().__init__(f"no {kind} {identifier!r}")
        self.kind = kind
        self.identifier = identifier
        self.parameter = parameter or kind
