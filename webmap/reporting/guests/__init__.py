"""Reports of people without an account: their links, their form, and the list of what waits to be accepted."""
