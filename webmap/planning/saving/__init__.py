"""Questions of planning under a title, for everybody who plans: what was answered then, and what is now."""
