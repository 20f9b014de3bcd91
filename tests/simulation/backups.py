"""Backups of the library, which people put back, and what is lost by it."""

import sqlite3
from copy import deepcopy

from simulation.world import World


class Backup:
    """The library of a world, and what people had decided, at a time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._library: sqlite3.Connection = world.home.back_up()
        self._decided = deepcopy(self._decisions())

    def restore(self) -> None:
        """Put it back."""
        world = self._world
        world.home.restore(self._library)
        for now, then in zip(self._decisions(), self._decided, strict=True):
            now.clear()
            now.update(then)
        placed = {call.attempt_id for call in world.service.accepted}
        for departure in world.service.departures:
            known = world.home.state_on_disk(departure.attempt_id)
            if known is None and departure.attempt_id not in placed:
                world.forgotten.add(departure.attempt_id)
        world.is_restored = True

    def _decisions(self) -> tuple[dict, ...]:  # type: ignore[type-arg]
        world = self._world
        return (world.suppressed_at, world.excluded_at, world.replaced_at, world.all_numbers)
