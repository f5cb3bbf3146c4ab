"""The verbs: one room per stage, in the order of the flow, and what wires and runs them."""
