"""Numbered migrations: readable SQL run by Alembic, as the owner and nobody else."""

from pathlib import Path

from sqlalchemy import create_engine, pool, text

HERE = Path(__file__).parent
VERSIONS = HERE / "versions"


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; does nothing when it is there already."""
    from alembic import command  # only set-up needs it; web workers import this module for `newest`

    command.upgrade(configuration(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    """Undo the migrations after `revision` ("base": all), data included."""
    from alembic import command

    command.downgrade(configuration(owner_url), revision)


def configuration(owner_url: str):  # type: ignore[no-untyped-def]
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["owner_url"] = owner_url
    return config


def newest() -> str:
    """The newest revision there is, by the numbers of the files."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


def current_and_head(url: str) -> tuple[str | None, str]:
    """The database's revision (None: empty) and the newest there is; equal when the migrations are current."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if connection.scalar(text("SELECT to_regclass('public.alembic_version')")) is None:
            return None, newest()
        return connection.scalar(text("SELECT version_num FROM public.alembic_version")), newest()


def run(statements: str) -> None:
    """Run SQL as it stands inside a migration; several statements are one query, which drivers allow without values."""
    from alembic import op

    cursor = op.get_bind().connection.cursor()
    cursor.execute(statements)
    cursor.close()


def run_file(name: str) -> None:
    """Run one of the .sql files beside the migrations."""
    run((VERSIONS / name).read_text(encoding="utf-8"))
