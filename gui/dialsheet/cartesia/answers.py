"""What an answer means: for a create, whether the attempt may have been placed; else which fault.

200, our one entry names another number                     -> unknown
200, our one entry has an ID, an error beside it or not     -> placed
200, our one entry has an error and no ID; any 400          -> refused, in these words
401 402 403 404 429 with the API's own JSON error body      -> not placed
not one byte of the request left                            -> not placed
anything else                                               -> unknown
"""

from dialsheet.campaign import Answer, NotPlaced, Placed, Refused, Unknown, is_number
from dialsheet.cartesia import reading
from dialsheet.cartesia.wire import Failure, NoReply, Reply
from dialsheet.errors import OutsideFault, Reason

_BY_STATUS = {
    401: "cartesia.wrong_key",
    402: "cartesia.usage_limit",
    403: "cartesia.not_allowed",
    404: "cartesia.not_found",
    429: "cartesia.too_many_requests",
}
_STOP_THE_RUN = frozenset({Failure.SECURE_CONNECTION, Failure.PROXY_REFUSED})
_AFTER_LEAVING = {
    Failure.TIMED_OUT: "cartesia.unknown_timed_out",
    Failure.UNREADABLE: "cartesia.unknown_unreadable",
}


def of_create(reply: Reply, to_number: str) -> Answer:
    """What the answer to a create of a call to that number (E.164) means."""
    if reply.status == 200:
        return _of_entry(reply, to_number)
    error = reading.error_body(reply.content)
    if reply.status == 400:
        words = error or reading.excerpt(reply.content)
        said = reading.title_and_request(reading.parse_object(reply.content) if error else None)
        return Refused(Reason("cartesia.order_refused"), words, *said)
    if error is not None and reply.status in _BY_STATUS:
        return NotPlaced(
            Reason(_BY_STATUS[reply.status]),
            error,
            stops_run=reply.status != 429,
            retry_after_s=reply.retry_after_s,
        )
    return Unknown(
        Reason("cartesia.unknown_status", {"status": reply.status}),
        error or reading.excerpt(reply.content),
    )


def of_silence(silence: NoReply) -> NotPlaced | Unknown:
    """What it means for a create that no answer came."""
    if silence.left:
        return Unknown(
            Reason(_AFTER_LEAVING.get(silence.failure, "cartesia.unknown_connection_lost"))
        )
    return NotPlaced(Reason(silence.failure.value), stops_run=silence.failure in _STOP_THE_RUN)


def fault(reply: Reply) -> OutsideFault:
    """The trouble that a reading answer other than 200 is."""
    if reply.status in _BY_STATUS and reading.error_body(reply.content) is not None:
        return OutsideFault(_BY_STATUS[reply.status])
    if reply.status >= 500:
        return OutsideFault("cartesia.service_failed", status=reply.status)
    return OutsideFault("cartesia.unexpected_answer", status=reply.status)


def _of_entry(reply: Reply, to_number: str) -> Answer:
    unreadable = Unknown(Reason("cartesia.unknown_unreadable"), reading.excerpt(reply.content))
    try:
        calls = reading.parse_object(reply.content).get("calls")
    except reading.Unreadable:
        return unreadable
    if not isinstance(calls, list) or len(calls) != 1 or not isinstance(calls[0], dict):
        return unreadable
    call_id, error = calls[0].get("agent_call_id"), calls[0].get("error")
    if is_number(str(calls[0].get("number") or ""), to_number) is False:
        return Unknown(Reason("cartesia.unknown_other_number"))  # whose words these are, is open
    if isinstance(call_id, str) and call_id.strip():
        return Placed(call_id, reading.error_text(error) if error else None)
    if error and call_id in (None, ""):
        return Refused(
            Reason("cartesia.number_refused"),
            reading.error_text(error),
            *reading.title_and_request(error),
        )
    return unreadable
