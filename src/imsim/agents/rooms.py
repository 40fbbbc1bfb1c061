"""Where employees are, for Mesa's drawing components: a network of posts whose links are contacts."""

from __future__ import annotations

from typing import Any

import networkx as nx
from mesa.discrete_space import Network


class Posts(Network):  # type: ignore[misc]
    """The posts of a firm as cells, linked by who is in contact with whom. Employees hold them; vacant posts are empty.

    Args:
        model: whose firm it is.
    """

    def __init__(self, model: Any) -> None:
        contacts = model.ensemble.organisation.contacts
        super().__init__(nx.from_scipy_sparse_array(contacts), random=model.random)
        self.model = model

    @property
    def agents(self) -> Any:
        """Everybody who is present."""
        return self.model.agents
