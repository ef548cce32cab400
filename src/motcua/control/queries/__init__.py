"""The only readers of the control room that the doors use."""
