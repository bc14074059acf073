"""Whether the service answers."""

from __future__ import annotations

from typing import Literal

from schemas.base import Output


class Health(Output):
    """All is well; where it is not, the answer is a problem document."""

    status: Literal["ok"]
