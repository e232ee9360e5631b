"""All settings in one typed object; `scripts/doctor` prints which are set and what is wrong, never a secret."""

import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from geodata.server import addresses
from geodata.server.setup_problem import SetupProblem

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var"


class Settings(BaseSettings):
    """Read from the environment, then from `var/database.env` (made by set-up, readable by its owner only)."""

    model_config = SettingsConfigDict(env_file=VAR / "database.env", extra="ignore", hide_input_in_errors=True)

    database_url: str | None = Field(None, description="owner: set-up, migrations and scripts; the web never has it")
    database_app_url: str | None = Field(None, description="people's routes: SELECT, INSERT of reports")
    database_public_url: str | None = Field(None, description="public routes: reads schema `published` only")
    webmap_anonymous: Literal["planner", "public"] = Field(
        "planner", description="who somebody is before signing in; falls back to `public` beyond the own machine"
    )
    webmap_host: str = Field("127.0.0.1", description="address the server listens on")
    webmap_page_cache_mb: int = Field(16, ge=0, description="memory for compressed answers, per worker")
    webmap_secret_key: SecretStr | None = Field(None, description="signs cookies; the same for all workers and hosts")
    webmap_exercise: bool = Field(False, description="the figures are invented; set by `scripts/serve --exercise`")

    @field_validator("database_url", "database_app_url", "database_public_url")
    @classmethod
    def _read(cls, address: str | None, which: ValidationInfo) -> str | None:
        try:
            return addresses.read(address, str(which.field_name).upper()) if address else None
        except SetupProblem as problem:
            raise ValueError(str(problem)) from None

    def secret_key(self) -> str:
        """What cookies are signed with; one of this process alone where none is set."""
        return self.webmap_secret_key.get_secret_value() if self.webmap_secret_key else secrets.token_hex()
