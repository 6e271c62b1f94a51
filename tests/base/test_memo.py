"""What is remembered is of one revision, and an older one is not kept beside it."""

from __future__ import annotations

from soske.base import memo


def test_newer_revision_takes_the_place_of_the_older_one() -> None:
    made: list[int] = []

    def make(revision: int) -> int:
        return memo.remembered(("alpha", "list"), revision, lambda: made.append(revision) or revision * 10)

    assert [make(1), make(1), make(2), make(2)] == [10, 10, 20, 20]
    assert made == [1, 2]
    assert list(memo._kept.values()) == [(2, 20)]
    assert (make(1), made) == (10, [1, 2, 1])  # a request that began before the change


def test_as_many_as_there_is_room_for_and_the_least_used_goes_first() -> None:
    for number in range(memo.MOST):
        memo.remembered(number, 1, lambda number=number: number)  # type: ignore[misc]
    memo.remembered(0, 1, lambda: -1)
    memo.remembered("more", 1, lambda: -1)
    assert len(memo._kept) == memo.MOST
    assert (0 in memo._kept, 1 in memo._kept) == (True, False)


def test_nothing_that_is_none_is_made_twice() -> None:
    made: list[None] = []
    for _time in range(2):
        assert memo.remembered("none", 1, lambda: made.append(None)) is None
    assert made == [None]
