"""All settings in one typed object; `scripts/doctor` prints which are set and what is wrong, never a secret."""

import re
import secrets
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from geodata.rules.written_days import EARLIEST, LATEST
from geodata.server import addresses, deployments
from geodata.server.setup_problem import SetupProblem
from webmap.asked.client import networks
from webmap.asked.host import is_safe, origin
from webmap.asked.mail_address import is_mail_address

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var"
WORD = r"[\w-]{24,}"
BUILD = r"[\w.+-]{1,64}"
NO_BUILD = "it has to be up to 64 of a-z, A-Z, 0-9 and ._+-, another one for each image."
NOT_BY_POSITION = (
    "whoever is not known is the public, so leave it out. Planners open the address that scripts/serve prints after "
    "`Ready:`; programs send what stands in var/planner.word as `Authorization: Bearer`."
)
NO_NETWORKS = "it has to be addresses or networks, as in: 127.0.0.1, 10.0.0.0/8"
NO_ADDRESS = (
    "it has to be the address at which people open the map, by https and without a path: https://map.example.org"
)
NO_ISSUER = "it has to be the address of the provider, by https, as its discovery writes it: https://login.example.org"
NEEDED_BY_OPENID = (
    "WEBMAP_OIDC_ISSUER needs WEBMAP_OIDC_CLIENT_ID and WEBMAP_ADDRESS beside it, and is needed by the former."
)
NO_MAIL_ADDRESS = "it has to be one e-mail address and nothing else: map@example.org"
NEEDED_BY_MAIL = (
    "WEBMAP_SMTP_HOST and WEBMAP_SMTP_FROM, through which server and from whom alerts are mailed, need one another."
)
NOT_IN_CLEAR = (
    "WEBMAP_SMTP_SECURITY=none sends passwords for all to read: leave WEBMAP_SMTP_USER out, or say starttls or tls."
)
NEITHER_LOGIN = (
    "DATABASE_REPLICA_URL signs in as neither web login: leave its name and password out, or give those of "
    "DATABASE_PUBLIC_URL."
)
WEAK_WORD = "it has to be 24 or more of a-z, A-Z, 0-9, - and _, so that nobody guesses it."


class Settings(BaseSettings):
    """Read from the environment, then from `var/database.env` (made by set-up, readable by its owner only)."""

    model_config = SettingsConfigDict(env_file=VAR / "database.env", extra="ignore", hide_input_in_errors=True)

    database_url: str | None = Field(None, description="owner: set-up, migrations and scripts; the web never has it")
    database_app_url: str | None = Field(None, description="people's routes: SELECT, INSERT of reports")
    database_public_url: str | None = Field(None, description="public routes: reads schema `published` only")
    database_replica_url: str | None = Field(
        None, description="replicas, to be read from; without a name and password each web login uses its own there"
    )
    webmap_logins: str | None = Field(None, description="begins the names of the web logins on a server that is given")
    webmap_anonymous: Literal["public"] = Field("public", description="who is not known; kept for settings that say it")
    webmap_planner_word: SecretStr | None = Field(None, description="who says it sees the exact layer")
    webmap_day: date | None = Field(None, ge=EARLIEST, le=LATEST, description="the day shown where none is asked for")
    webmap_build: str | None = Field(
        None, description="names the build in tags, the same on all hosts of an image; none: a print of the code"
    )
    webmap_metrics_port: int = Field(
        0, ge=0, le=65535, description="where Prometheus asks for /metrics, on loopback alone; 0: nowhere"
    )
    webmap_page_cache_mb: int = Field(16, ge=0, description="memory for compressed answers, per worker")
    webmap_client_seconds: int = Field(
        20, ge=1, le=60, description="how long a client may take, each time it is waited for"
    )
    webmap_drain_seconds: int = Field(
        0, ge=0, le=300, description="asked to end, the map answers on for so long, while /readyz says no"
    )
    webmap_withdrawal_seconds: int = Field(
        60, ge=2, le=3600, description="so soon nobody is given a withdrawn snapshot, whatever caches are on the way"
    )
    webmap_secret_key: SecretStr | None = Field(None, description="signs cookies; the same for all workers and hosts")
    webmap_trusted_proxies: str = Field(
        "", description="addresses and networks of proxies whose X-Forwarded-For is believed when people sign in"
    )
    webmap_address: str | None = Field(None, description="where people open the map; OpenID providers lead back to it")
    webmap_oidc_issuer: str | None = Field(None, description="the OpenID provider by which people may sign in too")
    webmap_oidc_client_id: str | None = Field(None, description="by which name it knows this map")
    webmap_oidc_client_secret: SecretStr | None = Field(None, description="and by which secret, where it gave one")
    webmap_smtp_host: str | None = Field(None, description="the mail server of scripts/send-alerts; none: no e-mail")
    webmap_smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    webmap_smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="how it is spoken to")
    webmap_smtp_user: str | None = Field(None, description="who signs in to it; none: nobody has to")
    webmap_smtp_password: SecretStr | None = Field(None, description="with which password")
    webmap_smtp_from: str | None = Field(None, description="the address that alerts are mailed from")
    webmap_exercise: bool = Field(False, description="the figures are invented; set by `scripts/serve --exercise`")

    @field_validator("database_url", "database_app_url", "database_public_url", "database_replica_url")
    @classmethod
    def _read(cls, address: str | None, which: ValidationInfo) -> str | None:
        try:
            return addresses.read(address, str(which.field_name).upper()) if address else None
        except SetupProblem as problem:
            raise ValueError(str(problem)) from None

    @model_validator(mode="after")
    def _replica_has_a_login(self) -> "Settings":
        if not self.database_replica_url or not self.database_app_url or not self.database_public_url:
            return self
        try:
            self.database_public_url = addresses.on_the_primary(self.database_public_url)
        except SetupProblem as problem:
            raise ValueError(str(problem)) from None
        of_logins = (self.database_app_url, self.database_public_url)
        if not any(addresses.at_replica(self.database_replica_url, one) for one in of_logins):
            raise PydanticCustomError("replica", NEITHER_LOGIN)
        return self

    @field_validator("webmap_logins")
    @classmethod
    def _begins_names(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(deployments.PREFIX, value):
            raise PydanticCustomError("logins", deployments.NOT_A_PREFIX)
        return value

    def secret_key(self) -> str:
        """What cookies are signed with; one of this process alone where none is set."""
        return self.webmap_secret_key.get_secret_value() if self.webmap_secret_key else secrets.token_hex()

    @field_validator("webmap_anonymous", mode="before")
    @classmethod
    def _is_public(cls, value: Any) -> Any:
        if value != "public":
            raise PydanticCustomError("position", NOT_BY_POSITION)
        return value

    @field_validator("webmap_trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        try:
            networks(value)
        except ValueError:
            raise PydanticCustomError("proxies", NO_NETWORKS) from None
        return value

    @field_validator("webmap_address")
    @classmethod
    def _is_origin(cls, value: str | None) -> str | None:
        try:
            return origin(value) if value else None
        except ValueError:
            raise PydanticCustomError("address", NO_ADDRESS) from None

    @field_validator("webmap_oidc_issuer")
    @classmethod
    def _is_issuer(cls, value: str | None) -> str | None:
        if value and (not is_safe(value) or "?" in value or "#" in value):
            raise PydanticCustomError("issuer", NO_ISSUER)
        return value or None

    @model_validator(mode="after")
    def _openid_is_whole(self) -> "Settings":
        if bool(self.webmap_oidc_issuer) != bool(self.webmap_oidc_client_id) or (
            self.webmap_oidc_issuer and not self.webmap_address
        ):
            raise PydanticCustomError("openid", NEEDED_BY_OPENID)
        return self

    @field_validator("webmap_build")
    @classmethod
    def _is_one_word(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(BUILD, value, re.ASCII):
            raise PydanticCustomError("build", NO_BUILD)
        return value or None

    @field_validator("webmap_smtp_host", "webmap_smtp_user")
    @classmethod
    def _is_said(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("webmap_smtp_from")
    @classmethod
    def _is_mail_address(cls, value: str | None) -> str | None:
        if value and not is_mail_address(value):
            raise PydanticCustomError("mail_address", NO_MAIL_ADDRESS)
        return value or None

    @model_validator(mode="after")
    def _mail_is_whole(self) -> "Settings":
        if bool(self.webmap_smtp_host) != bool(self.webmap_smtp_from):
            raise PydanticCustomError("smtp", NEEDED_BY_MAIL)
        if self.webmap_smtp_user and self.webmap_smtp_security == "none":
            raise PydanticCustomError("smtp_in_clear", NOT_IN_CLEAR)
        return self

    @field_validator("webmap_planner_word")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(WORD, value.get_secret_value(), re.ASCII):
            raise PydanticCustomError("word", WEAK_WORD)
        return value


def refusals(error: ValidationError) -> list[str]:
    """What is wrong with the settings, one sentence each; never the value, which may be a secret in the wrong place."""
    return [_of_setting(".".join(map(str, problem["loc"])).upper(), problem["msg"]) for problem in error.errors()]


def _of_setting(name: str, message: str) -> str:
    # What geodata.server.addresses says begins with the name already.
    said = message.removeprefix("Value error, ")
    return said if not name or said.startswith(f"{name} ") else f"{name}: {said}"
