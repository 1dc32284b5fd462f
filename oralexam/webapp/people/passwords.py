"""Passwords: hashed and checked with Argon2id, in threads of their own, a few at a time.

The parameters are the second recommended option of RFC 9106, section 4: 3 passes over 64 MiB in 4 lanes (the
first one asks for 2 GiB). One check costs about 0.3 s of a processor here, so what is asked for at once is
bounded: a flood of sign-ins must not keep a call's events from being stored.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from oralexam.errors import Unavailable

THREADS = 1
"""One: a sign-in waits for another, calls wait for neither, and 64 MiB are taken once."""
MOST_WAITING = 12
"""What is asked for beyond is refused: at 0.3 s each, who stands further behind would wait for too long."""

Result = TypeVar("Result")


class Passwords:
    """Hashes and checks passwords beside the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """The hash to store, with its salt and parameters.

        Raises:
            Unavailable: `sign-in-busy`.
        """
        return await self._run(lambda: self._hasher.hash(password))

    async def right(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one of `stored`; None (no such account) takes as long as a wrong one.

        Raises:
            Unavailable: `sign-in-busy`.
        """
        return await self._run(lambda: self._check(stored, password))

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """Let the thread end."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _check(self, stored: str | None, password: str) -> bool:
        if stored is None and self._nobodys is None:
            self._nobodys = self._hasher.hash("nobody's password")
        try:
            self._hasher.verify(stored or self._nobodys or "", password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= MOST_WAITING:
            raise Unavailable("sign-in-busy")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
