"""A dbt plugin: brings a team's own definitions in before dbt reads any file.

dbt finds it by the `dbt_` prefix and calls `initialize` at the start of every command (build, seed, compile, test, ...), so that
`MQL_DEFINITIONS_PATH` means the same everywhere.
"""

from pathlib import Path

from dbt.flags import get_flags
from dbt.plugins.manager import dbtPlugin
from dbt_common.exceptions import DbtRuntimeError

from dbt_mql.definitions import DefinitionsError, bring_in


class OwnDefinitions(dbtPlugin):
    """Copies the folder named by MQL_DEFINITIONS_PATH to .definitions; does nothing for other projects or where it is blank."""

    def initialize(self) -> None:
        if self.project_name != "mql":
            return
        try:
            bring_in(Path(get_flags().PROJECT_DIR))
        except DefinitionsError as error:
            raise DbtRuntimeError(str(error)) from error


plugins = [OwnDefinitions]
