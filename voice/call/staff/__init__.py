"""A clerk in a call: what they ask of it, and how their words take the place of the agent's."""
