"""The map of a day as a picture, alone or with what a picture needs that leaves its page."""
