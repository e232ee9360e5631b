"""What stands on sheets of paper: the same words for the page of today and for what is frozen."""
