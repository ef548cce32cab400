"""The composition root: settings, addresses, the worker's schedule, which gateway is wired."""
