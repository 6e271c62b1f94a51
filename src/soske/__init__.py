"""Soske: development academies for socially sustainable public procurement."""

__version__ = "0.1.0.dev0"
