"""The account that a command calls through: where it is served now, its key, and what it has."""

import asyncio
import contextlib
from _thread import interrupt_main
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

from dialsheet import assets, console, outside
from dialsheet.campaign import Agent, Connection, PhoneNumber
from dialsheet.dialing import silence_told
from dialsheet.errors import BadInput, OutsideFault, Reason
from dialsheet.ports import CallService
from dialsheet.run_messages import Say, SilenceTeller


@contextlib.contextmanager
def reached(connection: Connection, say: Say = console.say) -> Iterator[Connection]:
    """The connection where it is served now: practice is started, and stopped at the end."""
    if not connection.practice:
        yield connection
        return
    service = outside.start_own_practice()

    def ended(became: Reason) -> None:
        say(assets.explain(OutsideFault(became.code)).one_line)
        if service.is_given_up:
            interrupt_main()  # as Ctrl-C does: nobody is there who could answer, or be followed

    service.on_end = ended
    try:
        yield replace(connection, base_url=service.base_url)
    finally:
        service.stop()


def open_calls(connection: Connection) -> CallService:
    """The service, with the key of the environment or of the keyring."""
    if connection.practice:
        return outside.open_calls(connection, outside.practice_key())
    key = outside.environment_key() or outside.open_secrets().get(connection.name)
    if not key:
        raise OutsideFault("cli.key_missing", account=connection.name)
    return outside.open_calls(connection, key)


@contextlib.asynccontextmanager
async def asked(connection: Connection, say: Say) -> AsyncIterator[CallService]:
    """The service, to be asked something; what it does not answer for long is said."""
    calls = open_calls(connection)
    try:
        async with silence_told(calls, SilenceTeller(say).tell):
            yield calls
    finally:
        await calls.aclose()


async def choose(
    connection: Connection, agent_id: str | None, from_id: str | None, say: Say
) -> Connection:
    """The agent and the number to call from, out of what the account has; `BadInput` with the
    choices where neither the person nor the account says which."""
    async with asked(connection, say) as calls:
        agents, numbers = await asyncio.gather(calls.agents(), calls.phone_numbers())
    return replace(
        connection,
        agent=_pick_agent(agents, agent_id, connection.on_loopback),
        from_number=_pick_number(numbers, from_id, connection.on_loopback),
    )


def _pick_agent(agents: tuple[Agent, ...], wanted: str | None, loopback: bool) -> Agent:
    """The one wanted, else the only one; on loopback, where none can be wrong, the first."""
    if wanted:
        # an agent of a newer kind may be missing from the list: its ID is taken at its word
        return next((each for each in agents if each.id == wanted), Agent(wanted, wanted))
    if not agents:
        raise BadInput("cli.no_agent")
    if len(agents) > 1 and not loopback:
        choices = ", ".join(f"{each.id} ({each.name})" for each in agents)
        raise BadInput("cli.choose_agent", choices=choices)
    return agents[0]


def _pick_number(
    numbers: tuple[PhoneNumber, ...], wanted: str | None, loopback: bool
) -> PhoneNumber:
    choices = ", ".join(f"{each.id} ({each.number})" for each in numbers)
    if wanted:
        for each in numbers:
            if wanted in (each.id, each.number):
                return each
        raise BadInput("cli.no_such_number", wanted=wanted, choices=choices)
    if not numbers:
        raise BadInput("cli.no_number")
    if len(numbers) > 1 and not loopback:
        raise BadInput("cli.choose_number", choices=choices)
    abroad = (each for each in numbers if each.provider != "cartesia")  # those call the US only
    return next(abroad, numbers[0])
