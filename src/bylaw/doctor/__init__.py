"""Whether the gate is really enforced: what this repository says, and what its forge does."""
