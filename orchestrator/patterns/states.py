"""All states of the pages, by name, in the order in which they are shown."""

from collections.abc import Mapping

from orchestrator.patterns.state import PageState
from orchestrator.patterns.troubled_states import TROUBLED
from orchestrator.patterns.usual_states import USUAL

STATES: Mapping[str, PageState] = {state.name: state for state in (*USUAL, *TROUBLED)}
