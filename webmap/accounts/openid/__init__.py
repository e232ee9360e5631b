"""Signing in by an OpenID provider, where one is set (WEBMAP_OIDC_ISSUER); without one nothing of it is loaded."""
