"""What was known of each site over many days, as far as it can be told apart."""
