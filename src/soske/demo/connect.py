"""Registers the stages of the practice academy."""

from soske.demo import choice, practice

__all__ = ["choice", "practice"]
