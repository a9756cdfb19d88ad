"""Which compilers there are: a name on the path may stand for one that is not installed."""

from __future__ import annotations

import shutil
import subprocess


def runs(compiler: str) -> bool:
    """True iff the compiler says its version."""
    if shutil.which(compiler) is None:
        return False
    done = subprocess.run([compiler, "--version"], capture_output=True, check=False)
    return done.returncode == 0
