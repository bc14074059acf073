"""Let `python -m app.cli` be the same as `storywire`."""

from app.cli import main

main()
