"""Calling rules in words: one line for the panel."""

from collections.abc import Iterable, Iterator

from dialsheet import assets
from dialsheet.campaign import CallingRules, Outcome, Retry
from dialsheet.ui.wording import duration, outcome_word, word


def rules_in_words(calling: CallingRules) -> str:
    """The rules in force, shortest first things first."""
    return " · ".join(_parts(calling))


def _parts(calling: CallingRules) -> Iterator[str]:
    window = calling.window
    if window is None or window.is_always_open:
        yield word("ui.rules_any_hour")
    else:
        opens, closes = clock_time(window.opens), clock_time(window.closes)
        yield assets.text("ui.rules_window", opens=opens, closes=closes)
    if calling.cap is not None:
        yield assets.text("ui.rules_cap", count=calling.cap)
    for retry in calling.retries:
        yield _retry(retry)
    if not calling.retries:
        yield word("ui.rules_no_retry")
    if calling.next_number:
        yield assets.text("ui.rules_next_number", outcomes=_names(calling.next_number))
    if calling.callback_column:
        yield assets.text("ui.rules_not_before", column=calling.callback_column)
    if calling.callback_value:
        yield assets.text("ui.rules_callback", value=calling.callback_value)
    if calling.opt_out_value:
        yield assets.text("ui.rules_opt_out", value=calling.opt_out_value)
    for rule in calling.hold_where:
        says = ", ".join(rule.says)
        yield assets.text("ui.rules_hold_where", column=rule.column, says=says)
    if calling.order:
        columns = ", ".join(key.column for key in calling.order)
        yield assets.text("ui.rules_order", columns=columns)


def clock_time(minutes: int) -> str:
    """Minutes of the day as a person writes them."""
    return "{}:{:02}".format(*divmod(minutes, 60))


def _retry(retry: Retry) -> str:
    after = duration(retry.after_s) if retry.after_s else word("ui.rules_at_once")
    name = outcome_word(retry.outcome)
    return assets.text("ui.rules_retry", outcome=name, after=after, count=retry.calls)


def _names(outcomes: Iterable[Outcome]) -> str:
    return ", ".join(map(outcome_word, outcomes))
