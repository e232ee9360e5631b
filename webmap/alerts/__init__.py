"""Alerts of the sites that somebody watches: the page, who knows of which, and feeds for programs."""
