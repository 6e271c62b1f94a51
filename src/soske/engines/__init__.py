"""Pure calculations. No Django in this package."""
