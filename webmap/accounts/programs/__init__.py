"""Tokens by which programs of people ask for them: made, listed, revoked."""
