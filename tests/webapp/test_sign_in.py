"""Staff sign in with a password: once right, limited when wrong, out when they say so."""

import asyncio
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie

import aiohttp
import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from oralexam.bootstrap.server import Server
from oralexam.errors import Unavailable
from oralexam.exams.people import Role
from oralexam.webapp.people.passwords import MOST_WAITING, Passwords
from tests.webapp.visitors import Visitor

PASSWORD = "quatre girafes à Dunkerque"  # noqa: S105 — a test's own secret
OTHER = "trois éléphants à Calais"


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its cheapest, where the parameters themselves are not the subject."""
    if request.node.originalname != "test_a_hash_of_older_parameters_is_made_anew":
        monkeypatch.setattr("oralexam.webapp.people.passwords.RFC_9106_LOW_MEMORY", CHEAPEST)


@pytest.fixture
async def second(server: Server) -> AsyncIterator[Visitor]:
    """Another browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Visitor(http, server.url)


async def invited(manager: Visitor, visitor: Visitor, role: str, login: str) -> str:
    """`visitor` makes an account of a fresh invitation, and is signed in; return the account's id."""
    status, body = await manager.request("POST", "/api/accounts/invitations", json={"role": role})
    assert status == 201, body
    token = body["link"].partition("/welcome#")[2]
    assert await visitor.request("POST", "/api/welcome/invitation", json={"token": token}) == (
        200,
        {"role": role},
    )
    wanted = {"token": token, "login": login, "name": login.title(), "password": PASSWORD}
    status, body = await visitor.request("POST", "/api/welcome", json=wanted)
    assert status == 200, body
    assert (await visitor.request("POST", "/api/welcome", json=wanted))[1]["code"] == "link-used"
    account_id: str = body["account"]["account_id"]
    return account_id


async def sign_in(visitor: Visitor, login: str, password: str = PASSWORD) -> tuple[int, str]:
    """Status, and where to go or why not."""
    status, body = await visitor.request("POST", "/api/sign-in", json={"login": login, "password": password})
    return status, body.get("next") or body["code"]


async def test_who_is_invited_signs_in_and_out(manager: Visitor, visitor: Visitor, second: Visitor) -> None:
    """The whole life of an account: invitation, sign-in elsewhere, another password, closing."""
    account_id = await invited(manager, visitor, "manager", "claire.morel")
    assert (await visitor.request("GET", "/api/manager/sittings"))[0] == 200
    assert await sign_in(second, " Claire.Morel ") == (200, "/sessions")
    _, me = await second.request("GET", "/api/me")
    assert (me["account"]["name"], me["manager"], me["candidate"]) == ("Claire.Morel", True, False)
    change = {"old": PASSWORD, "new": OTHER}
    assert (await visitor.request("POST", "/api/me/password", json=change))[0] == 200
    assert (await visitor.request("GET", "/api/manager/sittings"))[0] == 200
    assert (await second.request("GET", "/api/manager/sittings"))[0] == 401
    assert await sign_in(second, "claire.morel") == (401, "sign-in-refused")
    assert await sign_in(second, "claire.morel", OTHER) == (200, "/sessions")
    assert (await second.request("POST", "/api/sign-out", json={}))[0] == 200
    assert (await second.request("GET", "/api/manager/sittings"))[0] == 401
    own = f"/api/accounts/{account_id}/active"
    assert (await visitor.request("POST", own, json={"active": False}))[1]["code"] == "own-account"
    assert (await manager.request("POST", own, json={"active": False}))[1]["code"] == "last-manager"
    await invited(manager, second, "manager", "hassan")
    status, closed = await manager.request("POST", own, json={"active": False})
    assert (status, closed["active"]) == (200, False)
    assert (await visitor.request("GET", "/api/manager/sittings"))[0] == 401
    assert await sign_in(visitor, "claire.morel", OTHER) == (401, "sign-in-refused")
    assert not any(PASSWORD in told or OTHER in told for told in (*visitor.told, *manager.told))


async def test_signing_in_gives_another_cookie_that_scripts_and_sites_cannot_read(
    manager: Visitor, visitor: Visitor
) -> None:
    """HttpOnly, SameSite=Strict, the whole site; a cookie that was planted before is worth nothing after."""
    await invited(manager, visitor, "juror", "juror.one")
    (before,) = [cookie.value for cookie in visitor.http.cookie_jar]
    async with visitor.http.post(
        visitor.url + "/api/sign-in",
        json={"login": "juror.one", "password": PASSWORD},
        headers={"Origin": visitor.url},
    ) as response:
        morsel = SimpleCookie(response.headers["Set-Cookie"])["oralexam"]
        assert response.headers["Cache-Control"] == "no-store"
    assert morsel["httponly"]
    assert (morsel["samesite"], morsel["path"]) == ("Strict", "/")
    assert morsel.value != before
    async with aiohttp.ClientSession(cookies={"oralexam": before}) as http:
        assert (await Visitor(http, visitor.url).request("GET", "/api/me"))[1]["account"] is None


async def test_guessing_is_slowed_down_by_account_and_by_address(
    manager: Visitor, visitor: Visitor, second: Visitor
) -> None:
    """Five wrong passwords for one login, even with the right one behind them; ten wrong tries in all."""
    await invited(manager, visitor, "juror", "juror.one")
    await invited(manager, visitor, "juror", "juror.two")
    answers = [await sign_in(second, "juror.one", f"wrong {number} wrong") for number in range(5)]
    assert answers == [(401, "sign-in-refused")] * 5
    assert await sign_in(second, "juror.one") == (429, "too-many-tries")
    assert await sign_in(second, "juror.two") == (200, "/day")
    more = [await sign_in(second, f"nobody.{number}") for number in range(6)]
    # Two of the ten are the invitations that were brought a second time, one the refused right password.
    assert more.count((401, "sign-in-refused")) == 2
    assert more[-1] == (429, "too-many-tries")


@pytest.mark.parametrize("login", ["", "nobody", "é", "x" * 500, "'; DROP TABLE accounts; --", "a\x00b"])
async def test_an_unknown_login_is_told_like_a_wrong_password(visitor: Visitor, login: str) -> None:
    """Nothing says which of the two was wrong."""
    assert await sign_in(visitor, login) == (401, "sign-in-refused")


async def test_an_invitation_needs_a_good_password_and_a_free_login(
    manager: Visitor, visitor: Visitor
) -> None:
    """What is refused does not use it up."""
    await invited(manager, visitor, "juror", "juror.one")
    _, body = await manager.request("POST", "/api/accounts/invitations", json={"role": "juror"})
    token = body["link"].partition("#")[2]
    wanted = {"token": token, "login": "juror.one", "name": "One", "password": PASSWORD}
    for change, code in (
        ({}, "login-taken"),
        ({"login": "no spaces"}, "login-not-well-formed"),
        ({"name": "  "}, "name-missing"),
        ({"login": "juror.two", "password": "short"}, "password-too-short"),
        ({"token": "guessed"}, "link-unknown"),
    ):
        _, body = await visitor.request("POST", "/api/welcome", json={**wanted, **change})
        assert body["code"] == code
    status, _ = await visitor.request("POST", "/api/welcome", json={**wanted, "login": "juror.two"})
    assert status == 200


async def test_a_server_without_a_manager_invites_the_first_one(server: Server, visitor: Visitor) -> None:
    """Until somebody can sign in as a manager, and then no more."""
    link = await server.days.sign_in.first_invitation()
    assert link is not None
    wanted = {
        "token": link.partition("/welcome#")[2],
        "login": "claire",
        "name": "Claire",
        "password": PASSWORD,
    }
    status, body = await visitor.request("POST", "/api/welcome", json=wanted)
    assert (status, body["next"]) == (200, "/sessions")
    assert await server.days.sign_in.first_invitation() is None


async def test_another_website_can_sign_nobody_in_or_out(manager: Visitor) -> None:
    """The origin is asked for before anything else."""
    foreign = {"Origin": "http://evil.example"}
    for path in ("/api/sign-in", "/api/sign-out", "/api/welcome", "/api/accounts/invitations"):
        status, body = await manager.request("POST", path, json={}, headers=foreign)
        assert (status, body["code"]) == (403, "origin-refused")
    assert (await manager.request("GET", "/api/accounts"))[0] == 200


async def test_a_crowd_that_signs_in_at_once_is_bounded() -> None:
    """Who stands too far behind is told at once; nothing is computed for them."""
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1))
    asked = (passwords.right(None, "x" * 12) for _ in range(MOST_WAITING + 5))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    passwords.close()
    assert answers.count(False) == MOST_WAITING
    refused = [answer for answer in answers if isinstance(answer, Unavailable)]
    assert {fault.reason for fault in refused} == {"sign-in-busy"}
    assert len(refused) == 5


async def test_a_hash_of_older_parameters_is_made_anew(server: Server, visitor: Visitor) -> None:
    """At the next right password, without anybody's doing."""
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
    accounts = server.stores.accounts
    account = accounts.add(
        login="old", name="Old", role=Role.JUROR, password_hash=weak.hash(PASSWORD), now=server._clock.now()
    )
    assert await sign_in(visitor, "old") == (200, "/day")
    found = accounts.to_check("old")
    assert found is not None
    assert found[0] == account
    assert "$argon2id$" in found[1]
    assert "m=65536,t=3,p=4" in found[1]
