"""The program `schaufenster`, also `python -m schaufenster`."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path


def start(root: Path | None = None) -> None:
    """Run the command that was typed and end the process; `root` is the cluster if none is named.

    Without it that is the folder in which the command was typed.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until `run`: no traceback out of an import
    gc.disable()  # nearly everything is in use until the end
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # else each start looks into every package
    from schaufenster import command_names
    from schaufenster.commands.job import run
    from schaufenster.commands.program import main

    if root is None:
        command_names.PROGRAM = "schaufenster"
    run(lambda: main(default_map={"root": root} if root else None), root)


if __name__ == "__main__":
    start()
