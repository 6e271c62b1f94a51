"""Registers the stages of the practice academy."""

from soske.demo import choice, practice, sprint

__all__ = ["choice", "practice", "sprint"]
