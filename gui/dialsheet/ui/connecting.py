"""The choice of a connection: which way to dial, what its account offers, what is remembered."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from dialsheet.campaign import Agent, Dialect
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import Account
from dialsheet.ui.planner import Planner


class Connecting(QObject):
    """Asks accounts what they have, and takes it into the draft."""

    known = Signal(bool)  # an account's agents and numbers were read; is it practice?

    def __init__(self, engine: Engine, draft: Draft, planner: Planner, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._planner = engine, draft, planner
        self.under_way = False  # an account is being asked
        engine.account_read.connect(self._account_read)
        engine.variables_read.connect(self._variables_read)

    def choose_practice(self, practice: bool) -> None:
        """Practice, or an account. Practice needs no key: it is asked at once."""
        self._draft.practice = practice
        offer = self._draft.offer
        if practice and offer is not None and not offer.read:
            self.connect_account(None)
        self.remember()
        self._planner.plan()

    def change(self, changes: dict[str, Any]) -> None:
        """Another agent, number, limit, name or dialect."""
        self._draft.change_connection(**changes)
        if "name" not in changes:
            self.remember()
        if changes.keys() & {"agent", "dialect"}:
            self._ask_agent()
        self._planner.plan()

    def connect_account(self, key: str | None) -> None:
        """Ask the account for its agents and numbers; a campaign's own, whether the key works."""
        connection = self._draft.connection
        if connection is not None and not self.under_way:
            self.under_way = True
            self._engine.read_account(connection, key)
            self._planner.plan()

    def remember(self) -> None:
        """Keep what is chosen for another day."""
        self._engine.remember("connection", self._draft.connection_setting())

    def give_up(self) -> None:
        """Whatever was asked: its answer is not waited for."""
        self.under_way = False

    def _account_read(self, account: Account) -> None:
        self.under_way = False
        if self._draft.campaign is not None:
            self.known.emit(account.connection.practice)
        elif self._draft.take_account(account.connection, account.agents, account.numbers):
            self.known.emit(account.connection.practice)
            self.remember()
            self._ask_agent()
        self._planner.plan()

    def _ask_agent(self) -> None:
        """Ask the chosen agent which variables it reads."""
        offer = self._draft.offer
        if offer is not None and offer.read and offer.connection.agent is not None:
            self._engine.read_variables(offer.connection, offer.connection.agent)

    def _variables_read(self, agent: Agent, dialect: Dialect, variables: tuple[str, ...]) -> None:
        self._draft.take_variables(agent, dialect, variables)
        self._planner.changed.emit()
