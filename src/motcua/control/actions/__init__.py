"""The only writers of the control room; each change is a fact."""
