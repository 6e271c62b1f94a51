"""Registers the stages of the practice academy."""

from soske.demo import practice

__all__ = ["practice"]
