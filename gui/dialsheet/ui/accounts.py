"""Accounts and their keys, on the engine thread: who is reached, and what an account offers."""

import asyncio
import contextlib
from dataclasses import replace

from dialsheet.campaign import Agent, Connection
from dialsheet.errors import BadInput, Bug, OutsideFault, Trouble
from dialsheet.ports import CallService, PracticeService, Secrets
from dialsheet.ui.facts import Account, Facts
from dialsheet.ui.threads import Threads
from dialsheet.ui.tools import Tools


class Accounts:
    """Reaches accounts. Keys that were typed are kept in the keyring, and here for the session."""

    def __init__(self, tools: Tools, threads: Threads, facts: Facts) -> None:
        self._tools, self._threads, self._facts = tools, threads, facts
        self._secrets: Secrets | None = None
        self._practice: asyncio.Task[PracticeService] | None = None  # that starts it, or did
        self._keys: dict[str, str] = {}  # of this session, by account

    async def open_keyring(self) -> str | None:
        """Open the keyring; its name, or None: keys are kept for this session only."""
        self._secrets = await self._threads.in_keyring_thread(self._tools.open_secrets)
        return self._secrets.kept_by

    async def read_account(self, connection: Connection, key: str | None) -> None:
        """Ask an account for its agents and numbers; a new key that works is kept."""
        reached = await self.reach(connection)
        calls = await self.open_calls(reached, key)
        try:
            agents, numbers = await asyncio.gather(calls.agents(), calls.phone_numbers())
        finally:
            await calls.aclose()
        if key and not connection.practice:
            self._keys[connection.name] = key
            await self._threads.in_keyring_thread(self._kept().set, connection.name, key)
        self._facts.account_read.emit(Account(reached, agents, numbers))

    async def read_variables(self, connection: Connection, agent: Agent) -> None:
        """Ask which variables an agent reads: a help, so that silence is an answer, too."""
        names: tuple[str, ...] = ()
        with contextlib.suppress(OutsideFault):
            calls = await self.calls_of(connection)
            try:
                names = await calls.agent_variables(agent.id)
            finally:
                await calls.aclose()
        self._facts.variables_read.emit(agent, connection.dialect, names)

    async def reach(self, connection: Connection) -> Connection:
        """The connection with the address where it is served now: practice has a new port a day."""
        if not connection.practice:
            return connection
        if self._practice is None or self._has_failed(self._practice):
            starting = asyncio.to_thread(self._tools.start_practice)
            self._practice = asyncio.create_task(starting)
        service = await asyncio.shield(self._practice)  # whoever is cancelled leaves it running
        service.on_end = self._facts.practice_ended.emit
        return replace(connection, base_url=service.base_url)

    async def open_calls(self, connection: Connection, key: str | None) -> CallService:
        """The account's calls, with `key`, or with the one that is known."""
        if connection.practice:
            return self._tools.open_calls(connection, self._tools.practice_key)
        name = connection.name
        key = key or self._keys.get(name) or self._tools.environment_key
        key = key or await self._threads.in_keyring_thread(self._kept().get, name)
        if not key:
            raise BadInput("ui.key_missing", account=name)
        return self._tools.open_calls(connection, key)

    async def calls_of(self, connection: Connection) -> CallService:
        """The calls of an account, where it is served now."""
        return await self.open_calls(await self.reach(connection), None)

    async def close(self) -> None:
        """End practice; its calls stay in their file."""
        if self._practice is not None:
            with contextlib.suppress(Trouble):  # it never started, which was told
                service = await self._practice
                await asyncio.to_thread(service.stop)

    def _kept(self) -> Secrets:
        if self._secrets is None:
            raise Bug("the keyring is not open")
        return self._secrets

    @staticmethod
    def _has_failed(starting: "asyncio.Task[PracticeService]") -> bool:
        if not starting.done():
            return False
        return starting.exception() is not None or starting.result().is_given_up
