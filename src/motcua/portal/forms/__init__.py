"""What citizens type: shape only; what is wrong with it is said by the rooms below."""
