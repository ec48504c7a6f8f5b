"""A dbt plugin: brings a team's own definitions in before dbt reads any file, and the salt of hashes to sessions on PostgreSQL; refuses
a salt that Spark would misread; and keeps Python's collector out of the way.

dbt finds it by the `dbt_` prefix and calls `initialize` at the start of every command (build, seed, compile, test, ...), so that
`MQL_DEFINITIONS_PATH` and `DBT_ENV_SECRET_MQL_HASH_SALT` mean the same everywhere.
"""

import gc
import os
from pathlib import Path

from dbt.flags import get_flags
from dbt.plugins.manager import dbtPlugin
from dbt_common.exceptions import DbtRuntimeError

from dbt_mql.definitions import DefinitionsError, bring_in


class SaltError(Exception):
    """The salt of hashes cannot be handed to the engine; the message says why and what to do."""


class MqlPlugin(dbtPlugin):
    """What must be there before dbt reads the project; does nothing for other projects."""

    def initialize(self) -> None:
        if self.project_name != "mql":
            return
        spare_collector()
        salt = os.environ.get("DBT_ENV_SECRET_MQL_HASH_SALT", "")
        hand_salt_to_libpq(salt)
        try:
            check_salt_for_spark(salt, get_flags().TARGET or os.environ.get("MQL_TARGET", ""))
            bring_in(Path(get_flags().PROJECT_DIR))
        except (DefinitionsError, SaltError) as error:
            raise DbtRuntimeError(str(error)) from error


def spare_collector() -> None:
    """Has Python look for dead cycles a hundred times less often: each look walks through the whole project, which dbt holds."""
    gc.set_threshold(100_000, 50, 100)


def hand_salt_to_libpq(salt: str) -> None:
    """Adds the salt, where there is one, to what a session on PostgreSQL begins with: a profile has no place for it, and SQL is logged."""
    escaped = "".join(f"\\{sign}" if sign.isspace() or sign == "\\" else sign for sign in salt)
    option, given = f"-c mql.hash_salt={escaped}", os.environ.get("PGOPTIONS", "")
    if salt and option not in given:
        os.environ["PGOPTIONS"] = f"{given} {option}".strip()


def check_salt_for_spark(salt: str, target: str) -> None:
    """Raises SaltError where Spark, which puts the salt between quotes as it is, would read another one than the other engines."""
    found = sorted(set("'\\$") & set(salt))
    if target == "spark" and found:
        raise SaltError(
            f"DBT_ENV_SECRET_MQL_HASH_SALT holds {' and '.join(found)}, which Spark would not read as written: take a salt without "
            "' \\ and $. Hashes made with another salt are other hashes."
        )


plugins = [MqlPlugin]
