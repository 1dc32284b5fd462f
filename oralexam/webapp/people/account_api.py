"""Signing in and out, one's own account, and the manager's list of accounts."""

import msgspec
from aiohttp import web

from oralexam.errors import NotFound, Refused
from oralexam.exams.people import Account, Role
from oralexam.identifiers import is_id
from oralexam.rooms.seats import Seat
from oralexam.storage.sessions import PersonKind
from oralexam.webapp.payload import read, reply
from oralexam.webapp.people.access import address_of
from oralexam.webapp.services import SERVICES

FIRST_PAGE = {
    Role.MANAGER: "/sessions",
    Role.JUROR: "/day",
    Role.EVALUATOR: "/day",
    Role.TECHNICIAN: "/account",
}


class SignInRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sign-in page sends."""

    login: str
    password: str


class PasswordRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another password for one's own account."""

    old: str
    new: str


class WelcomeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an invited person fills in."""

    token: str
    login: str
    name: str
    password: str


class InvitationRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invitation's secret, to learn what it is for."""

    token: str


class InviteRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a fresh invitation is to be for."""

    role: Role


class ActiveRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether an account may be signed in to."""

    active: bool


async def sign_in(request: web.Request) -> web.Response:
    """POST /api/sign-in."""
    services = request.app[SERVICES]
    wanted = await read(request, SignInRequest)
    with services.doorkeeper.tries.attempt(address_of(request)):
        account = await services.sign_in.check(wanted.login, wanted.password)
    return await _signed_in(request, account)


async def sign_out(request: web.Request) -> web.Response:
    """POST /api/sign-out: of everything that this browser holds; whoever is nobody may do it too."""
    response = reply({})
    await request.app[SERVICES].doorkeeper.leave(request, response)
    return response


async def me(request: web.Request) -> web.Response:
    """GET /api/me: who has signed in here; `account` is null for seats that came by a link."""
    services = request.app[SERVICES]
    holder = await services.doorkeeper.holder(request)
    account = await services.doorkeeper.require_account(request) if holder.account_id else None
    manager = account is not None and account.role is Role.MANAGER
    return reply(
        {
            "account": account,
            "manager": manager or any(held.seat is Seat.MANAGER for held in holder.seats),
            "candidate": holder.candidacy_id is not None,
        }
    )


async def change_password(request: web.Request) -> web.Response:
    """POST /api/me/password: this browser stays signed in, under a new cookie; all others are out."""
    services = request.app[SERVICES]
    account = await services.doorkeeper.require_account(request)
    wanted = await read(request, PasswordRequest)
    with services.doorkeeper.tries.attempt(address_of(request)):
        await services.sign_in.change_password(account, old=wanted.old, new=wanted.new)
    return await _signed_in(request, account)


async def invitation(request: web.Request) -> web.Response:
    """POST /api/welcome/invitation: what a link is for."""
    services = request.app[SERVICES]
    wanted = await read(request, InvitationRequest)
    with services.doorkeeper.tries.attempt(address_of(request)):
        return reply({"role": await services.sign_in.invited_as(wanted.token)})


async def welcome(request: web.Request) -> web.Response:
    """POST /api/welcome: make the account, and be signed in."""
    services = request.app[SERVICES]
    wanted = await read(request, WelcomeRequest)
    with services.doorkeeper.tries.attempt(address_of(request)):
        account = await services.sign_in.accept(
            wanted.token, login=wanted.login, name=wanted.name, password=wanted.password
        )
    return await _signed_in(request, account)


async def list_accounts(request: web.Request) -> web.Response:
    """GET /api/accounts."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return reply({"accounts": await services.sign_in.listed()})


async def invite(request: web.Request) -> web.Response:
    """POST /api/accounts/invitations."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    wanted = await read(request, InviteRequest)
    return reply({"link": await services.sign_in.invitation(wanted.role)}, status=201)


async def set_active(request: web.Request) -> web.Response:
    """POST /api/accounts/{account_id}/active."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    account_id = request.match_info["account_id"]
    if not is_id(account_id):
        raise NotFound("unknown-account")
    wanted = await read(request, ActiveRequest)
    try:
        by = await services.doorkeeper.require_account(request)
    except Refused:
        by = None  # A manager who came by a link has no account.
    return reply(await services.sign_in.set_active(account_id, active=wanted.active, by=by))


async def _signed_in(request: web.Request, account: Account) -> web.Response:
    response = reply({"next": FIRST_PAGE[account.role], "account": account})
    doorkeeper = request.app[SERVICES].doorkeeper
    await doorkeeper.become(request, response, PersonKind.ACCOUNT, account.account_id)
    return response


def account_routes() -> list[web.RouteDef]:
    """Every address of this module."""
    return [
        web.post("/api/sign-in", sign_in),
        web.post("/api/sign-out", sign_out),
        web.get("/api/me", me),
        web.post("/api/me/password", change_password),
        web.post("/api/welcome/invitation", invitation),
        web.post("/api/welcome", welcome),
        web.get("/api/accounts", list_accounts),
        web.post("/api/accounts/invitations", invite),
        web.post("/api/accounts/{account_id}/active", set_active),
    ]
