"""Run an auditor of somebody else's on our stories, where STORYWIRE_AUDITOR names one.

It is a program that takes the address of a service and the slugs of stories, prints a line for each fault, and a line
of counts at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from evaluation.service import Service


def run_outside_auditor(service: Service, slugs: Sequence[str]) -> str | None:
    """Return what the outside auditor printed of these stories, or None where none is named."""
    program = os.environ.get("STORYWIRE_AUDITOR")
    if not program or not slugs:
        return None
    with service.on_loopback() as address:
        command = [sys.executable, program, address, *slugs]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - the operator's own choice
