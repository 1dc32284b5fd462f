"""Plain HTTP with the server, as a browser would speak it: a session cookie a person, errors as codes."""

from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
import msgspec
from yarl import URL

from oralexam.errors import SystemFault
from oralexam.webapp.headers import SYNTHETIC_AGENT

REQUEST_TIMEOUT_S = 20.0

_Body = TypeVar("_Body")


class ServerSaidNo(SystemFault):
    """The server refused something that a rehearsal has to be able to do; `said` is the server's code."""

    code = "server-said-no"


class ServerUnreachable(SystemFault):
    """Nobody answers at the server's address, or the answer is not oralexam's."""

    code = "server-unreachable"


class _ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    code: str


class _Next(msgspec.Struct, frozen=True, kw_only=True):
    next: str


class WebClient:
    """One person's browser without the pages."""

    def __init__(self, base_url: URL) -> None:
        self.base_url = base_url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # A rehearsal's server may be known by its address alone: such cookies are « unsafe » to aiohttp.
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=self.base_url.origin()),
            headers={"User-Agent": SYNTHETIC_AGENT, "Origin": str(self.base_url.origin())},
            timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session.

        Raises:
            SystemFault: `client-not-open` outside of `async with`.
        """
        if self._session is None:
            raise SystemFault("client-not-open")
        return self._session

    async def join(self, token: str) -> str:
        """Take the place that a link's token opens; return the path of its page.

        Raises:
            ServerSaidNo, ServerUnreachable
        """
        return (await self.post("/api/join", {"token": token}, _Next)).next

    async def get(self, path: str, form: type[_Body]) -> _Body:
        """What stands at `path`, read as `form`.

        Raises:
            ServerSaidNo, ServerUnreachable
        """
        return _read(await self._ask("GET", path, None), form, path)

    async def post(self, path: str, body: object, form: type[_Body]) -> _Body:
        """Send `body` to `path`; return the answer, read as `form`.

        Raises:
            ServerSaidNo, ServerUnreachable
        """
        return _read(await self._ask("POST", path, body), form, path)

    async def delete(self, path: str) -> None:
        """Delete what stands at `path`.

        Raises:
            ServerSaidNo, ServerUnreachable
        """
        await self._ask("DELETE", path, None)

    async def first_bytes(self, path: str, count: int) -> tuple[int, bytes]:
        """The status and the body of a request for the first `count` bytes (RFC 9110, section 14.2).

        Raises:
            ServerUnreachable
        """
        try:
            async with self.session.get(
                self._url(path), headers={"Range": f"bytes=0-{count - 1}"}
            ) as response:
                return response.status, await response.content.read(count)
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise ServerUnreachable(server=str(self.base_url), path=path) from fault

    async def _ask(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 — JSON before its form
        try:
            async with self.session.request(
                method, self._url(path), json=None if body is None else msgspec.to_builtins(body)
            ) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise ServerUnreachable(server=str(self.base_url), path=path) from fault
        if response.status >= 400:
            raise ServerSaidNo(said=_code(content), status=response.status, path=path)
        try:
            return msgspec.json.decode(content) if content else None
        except msgspec.DecodeError as fault:
            raise ServerUnreachable(server=str(self.base_url), path=path) from fault

    def _url(self, path: str) -> URL:
        return self.base_url.join(URL(path))


def _read(content: Any, form: type[_Body], path: str) -> _Body:  # noqa: ANN401 — idem
    try:
        return msgspec.convert(content, form)
    except msgspec.ValidationError as fault:
        raise SystemFault("server-answer-unexpected", path=path) from fault


def _code(content: bytes) -> str:
    try:
        return msgspec.json.decode(content, type=_ErrorBody).code
    except msgspec.DecodeError:
        return "unknown"
