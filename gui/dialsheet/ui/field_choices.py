"""The fields as they are offered: one for each column and each constant, sent or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dialsheet.campaign import Field
from dialsheet.workflow import suggest_field


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field as it is offered; one that is not sent keeps what was typed for it."""

    field: Field
    sent: bool


def sent_fields(choices: Iterable[FieldChoice]) -> tuple[Field, ...]:
    """The fields that are sent."""
    return tuple(choice.field for choice in choices if choice.sent)


def offered_fields(headers: Sequence[str], fields: Sequence[Field]) -> tuple[FieldChoice, ...]:
    """A choice for each column and each constant; those in `fields` are sent, no name is twice."""
    by_column = {field.column: field for field in fields if field.column is not None}
    taken = {field.name for field in fields}
    offered = []
    for header in headers:
        if header in by_column:
            offered.append(FieldChoice(by_column[header], True))
            continue
        suggested = suggest_field(header)
        name = unused_name(suggested.name, taken)
        taken.add(name)
        offered.append(FieldChoice(replace(suggested, name=name), False))
    offered += [FieldChoice(field, True) for field in fields if field.column is None]
    return tuple(offered)


def unused_name(name: str, taken: set[str]) -> str:
    """`name`, or the first of `name_2`, `name_3`, ... that is not taken."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def unsent(variables: Iterable[str], choices: Iterable[FieldChoice]) -> tuple[str, ...]:
    """The variables that no field is sent as; a field of a group is sent as the group, too."""
    paths = {field.name for field in sent_fields(choices)}
    paths |= {name.partition(".")[0] for name in paths}
    return tuple(name for name in variables if name not in paths)


def with_variables(
    choices: Sequence[FieldChoice], variables: Iterable[str]
) -> tuple[FieldChoice, ...]:
    """The choices with a field for each variable: the column of that name, else a constant."""
    offered = list(choices)
    for name in variables:
        wanted = suggest_field(name).name
        for place, choice in enumerate(offered):
            column = choice.field.column
            if column is not None and not choice.sent and suggest_field(column).name == wanted:
                offered[place] = FieldChoice(replace(choice.field, name=name), True)
                break
        else:
            offered.append(FieldChoice(Field(name), True))
    return tuple(offered)
