"""Who has an account here, what they hold, and changing that: for administrators."""
