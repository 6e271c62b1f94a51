"""Content packs: everything an organiser would change, as text. No Django in this package."""
