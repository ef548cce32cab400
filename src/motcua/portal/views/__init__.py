"""The pages of the portal, one module for each part of the door; each view makes one call."""
