"""Forms of the desk: what an officer types, before an action judges it."""
