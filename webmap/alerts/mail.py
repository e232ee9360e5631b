"""Alerts by e-mail, for who asked for them: one message of all that is new; no name of a site stands in a header."""

import re
import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from geodata.problems import InvalidData
from webmap.asked.mail_address import is_mail_address
from webmap.config import Settings
from webmap.layers.sites.alerts import Watched, kind
from webmap.words.i18n import gettext as _
from webmap.words.i18n import ngettext, number, without_isolates

SECONDS = 20  # that the mail server may be silent for
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def read_address(typed: str) -> str:
    """InvalidData for what is no e-mail address."""
    written = typed.strip()
    if not is_mail_address(written):
        message = _("This is no e-mail address. Write one in Latin letters, as name@example.org.")
        raise InvalidData(message, parameter="mail_address")
    return written


def fact(one: Watched) -> str:
    """What is told once while it holds: the alert, as grave as it is. That its figures grow is no news."""
    return "|".join((*one.alert.key, one.alert.severity))


def digest(found: Sequence[Watched], settings: Settings, to: str) -> EmailMessage:
    """One message about these alerts, in the language that is spoken."""
    count = len(found)
    told = ngettext("%(count)s new alert", "%(count)s new alerts", count, count=number(count))
    parts = [f"{_line(one.row.shown_name)} · {kind(one.alert.kind)}\n{_line(one.sentence)}" for one in found]
    if settings.webmap_address:
        parts.append(f"{settings.webmap_address}/alerts")
    parts.append(_("You asked for this on the page Alerts, and end it there."))
    return _message(settings, to, told, parts)


def question(settings: Settings, to: str, token: str) -> EmailMessage:
    """Whether somebody's alerts are to come to this address, in the language that is spoken."""
    parts = [
        _("On the Ninewa response map somebody asked for new alerts to be mailed to this address."),
        _("If that was you, open this link, sign in and confirm it within 7 days:"),
        f"{settings.webmap_address}/alerts/mail/{token}",
        _("If it was not, you need do nothing: no alert is sent here."),
    ]
    return _message(settings, to, _("Please confirm your address"), parts)


def _message(settings: Settings, to: str, subject: str, parts: Sequence[str]) -> EmailMessage:
    sender, message = settings.webmap_smtp_from or "", EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, to
    message["Subject"] = without_isolates(f"{subject} · {_('Ninewa response map')}")
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    # Any server takes this, also one that knows nothing but ASCII.
    message.set_content(without_isolates("\n\n".join(parts)) + "\n", cte="quoted-printable")
    return message


def _line(said: str) -> str:
    return _CONTROLS.sub(" ", said)


def connect(settings: Settings) -> smtplib.SMTP:
    """OSError (SMTPException is one) where the server of the settings does not take us."""
    host, port, security = settings.webmap_smtp_host or "", settings.webmap_smtp_port, settings.webmap_smtp_security
    checked = ssl.create_default_context()
    if security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=checked)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if security == "starttls":
            server.starttls(context=checked)
        if settings.webmap_smtp_user:
            password = settings.webmap_smtp_password
            server.login(settings.webmap_smtp_user, password.get_secret_value() if password else "")
    except OSError:
        server.close()
        raise
    return server


def why_not(error: OSError) -> str:
    """What a mail server said against us, without addresses and passwords, which it may repeat."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    is_told = isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, smtplib.SMTPException)
    return str(error) if is_told else type(error).__name__
