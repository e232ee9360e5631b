"""What is said of an OpenID provider, and why its word let nobody in."""

from urllib.parse import urlsplit

from webmap.config import Settings
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated

BACK = "/login/openid/back"  # the path that a provider leads back to
AWAY, DENIED, STALE, UNTRUSTED, UNKNOWN, TRIES = "away", "denied", "stale", "untrusted", "unknown", "tries"


def provider_name(settings: Settings) -> str:
    """The host of the provider, by which people know it; empty without one."""
    return urlsplit(settings.webmap_oidc_issuer or "").netloc


def refusal(code: str, settings: Settings) -> str:
    """The words for a code; empty for anything else."""
    name = provider_name(settings)
    if not name:
        return ""
    provider, address = isolated(name), isolated(settings.webmap_address or "")
    words = {
        AWAY: _(
            "%(provider)s does not answer at this moment. Sign in with your password, or try again in a minute.",
            provider=provider,
        ),
        DENIED: _("%(provider)s did not let you in, or you went back.", provider=provider),
        STALE: _(
            "This sign-in was begun in another browser or at another address, was used already, or took longer than "
            "ten minutes. Begin again at %(address)s.",
            address=address,
        ),
        UNTRUSTED: _(
            "What %(provider)s sent cannot be trusted, so nobody was signed in. Begin again; if it happens again, tell "
            "whoever runs this map.",
            provider=provider,
        ),
        UNKNOWN: _(
            "No account that may sign in here is linked with you at %(provider)s. Whoever runs this map can do that.",
            provider=provider,
        ),
        TRIES: _("There were too many tries: after ten, nobody gets in for 15 minutes."),
    }
    return words.get(code, "")
