"""Which open site is nearest, over the whole governorate, and what each such area holds."""
