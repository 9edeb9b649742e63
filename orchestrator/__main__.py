"""`python -m orchestrator` is `regia`."""

from orchestrator.cli import main

main()
