"""Questions of planners: where is room, along which corridor, who goes where, when is a site full; and what if."""
