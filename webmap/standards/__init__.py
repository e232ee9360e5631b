"""What a site has held against a set of limits: one rule for all pages that say what a site lacks."""
