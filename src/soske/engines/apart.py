"""Work done in a process of its own: what a heavy library keeps of memory goes back when it ends, and whatever goes
wrong inside it stops nothing else. The question goes in as bytes, the answer comes out behind a mark, so that nothing
else that was printed is taken for it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

FAULT = 1
"""How the process ends when it has no answer."""
RESULT = b"soske-result\n"
P = ParamSpec("P")
T = TypeVar("T")


class ApartFailed(Exception):
    """There is no answer. Says why, never what stood in the question."""


def answer_apart(module: str, question: bytes, *, mark: bytes, seconds: float) -> bytes:
    """What `python -m MODULE` answers within `seconds`. The module calls answer_given.

    Raises:
        ApartFailed: it took too long, or the process ended without an answer.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            # -P: a file in the folder in which the server was started is no part of it.
            [sys.executable, "-P", "-m", module],
            input=question,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ApartFailed(f"no answer within {seconds:g} seconds") from None
    except OSError as fault:
        raise ApartFailed(f"the process did not start: {type(fault).__name__}") from fault
    if done.returncode or not done.stdout.startswith(mark):
        # Its last word is the kind of the fault, unless it was killed: then it may have been anything.
        words = done.stderr.decode("ascii", "replace").split() if done.returncode == FAULT else []
        raise ApartFailed(f"the process ended with {done.returncode} {words[-1][:60] if words else ''}".rstrip())
    return done.stdout[len(mark) :]


def called_apart(function: Callable[P, T], seconds: float, /, *given: P.args, **named: P.kwargs) -> T:
    """What the function returns, called by another process within `seconds`. It stands at the top of a module.

    Raises:
        ApartFailed: it took too long, or it ended without a result; also when the function refused what it was given.
    """
    answer = answer_apart(__name__, pickle.dumps((function, given, named)), mark=RESULT, seconds=seconds)
    return cast("T", pickle.loads(answer))  # noqa: S301 - written by our own process, right now


def _called(question: bytes) -> bytes:
    function, given, named = pickle.loads(question)  # noqa: S301 - as above
    return pickle.dumps(function(*given, **named))


def answer_given(answer: Callable[[bytes], bytes], *, mark: bytes) -> int:
    """In the other process: 0 and the answer, or FAULT and the kind of the fault, never what people wrote."""
    # A library may write to these by itself; the answer alone goes to where it is read.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            content = answer(sys.stdin.buffer.read())
        except BaseException as fault:
            sys.stderr.write(f"{type(fault).__name__}\n")
            return FAULT
        out.write(mark + content)
    return 0


if __name__ == "__main__":
    sys.exit(answer_given(_called, mark=RESULT))
