"""Who changed what, and when the last backup was made: for administrators."""
