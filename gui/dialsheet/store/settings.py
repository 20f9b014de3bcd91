"""Choices that are remembered, by name."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from dialsheet.store import schema

_setting = schema.setting


def read(connection: Connection, name: str) -> Any:
    """A choice, as plain values; None when there is none."""
    return connection.scalar(select(_setting.c.value).where(_setting.c.name == name))


def write(connection: Connection, name: str, value: Any) -> None:
    """Remember a choice; None forgets it."""
    connection.execute(delete(_setting).where(_setting.c.name == name))
    if value is not None:
        connection.execute(insert(_setting).values(name=name, value=value))
