"""What sites lack by a chosen set of standards, today and after more families have arrived."""
