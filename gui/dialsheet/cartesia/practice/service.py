"""The service: routes, keys and versions."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from secrets import compare_digest

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dialsheet.cartesia.practice.account import AGENTS, NUMBERS, PracticeAgent
from dialsheet.cartesia.practice.book import Book
from dialsheet.cartesia.practice.faults import FAULT, LIST_WITHOUT_ROW_DATA, STUCK_CREATED
from dialsheet.cartesia.practice.lives import PracticeCall, life
from dialsheet.cartesia.practice.metrics import METRIC_ID, judgements
from dialsheet.cartesia.practice.openapi import DOCUMENT
from dialsheet.cartesia.practice.orders import read_order
from dialsheet.cartesia.practice.paging import page
from dialsheet.cartesia.practice.recordings import recording
from dialsheet.cartesia.practice.records import VERSIONS, record
from dialsheet.cartesia.practice.refusals import Answer, Refusal, bad_request, not_found
from dialsheet.cartesia.practice.request_log import NOTES

Endpoint = Callable[[Request], Awaitable[Response]]
REFUSED_KEYS = ("", "wrong-key")
HOST = "127.0.0.1"
CONCURRENCY = 60  # calls at a time, of the largest plan with a price tag


class Service:
    """The endpoints over one book of calls."""

    def __init__(
        self,
        book: Book,
        *,
        concurrency: int = CONCURRENCY,
        list_lag_s: float = 0.0,
        key: str | None = None,
    ) -> None:
        """`list_lag_s`: so many seconds after it was accepted, a call is listed. `key`: the only
        one that is taken; None: any but those that are there to be refused."""
        self._book = book
        self._concurrency = concurrency
        self._list_lag_s = list_lag_s
        self._key = key

    def app(self) -> Starlette:
        """The service as an ASGI application."""
        app = Starlette(
            # A page in a browser may reach the loopback under a name of its own.
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
            routes=[
                Route("/", self.root),
                Route("/openapi.json", self.openapi),
                Route("/agents", _guarded(self.agents)),
                Route("/v1/agents", _guarded(self.paged_agents)),
                Route("/v1/agents/{agent_id}", _guarded(self.agent_configuration)),
                Route("/agents/phone-numbers", _guarded(self.phone_numbers)),
                _route("/agents/calls", GET=self.list_calls, POST=self.create_calls),
                _route("/agents/calls/{call_id}", GET=self.get_call, DELETE=self.delete),
                Route("/agents/calls/{call_id}/cancel", _guarded(self.cancel), methods=["POST"]),
                Route("/agents/calls/{call_id}/audio", _guarded(self.audio)),
                Route("/agents/metrics/results", _guarded(self.metric_results)),
                Route("/agents/{agent_id}", _guarded(self.agent)),
                Route("/agents/{agent_id}/phone-numbers", _guarded(self.agent_numbers)),
            ],
            exception_handlers={
                Refusal: _refusal,
                HTTPException: _http_exception,
                Exception: _server_error,
            },
        )
        app.state.key = self._key
        return app

    async def root(self, _request: Request) -> Response:
        """Whether the service lives."""
        return Answer({"ok": True, "version": VERSIONS[-1]})

    async def openapi(self, _request: Request) -> Response:
        """What this service takes and gives."""
        return Answer(DOCUMENT)

    async def agents(self, _request: Request) -> Response:
        """All agents on one page, as older versions have it."""
        return Answer({"summaries": [agent.summary() for agent in AGENTS.values()]})

    async def paged_agents(self, request: Request) -> Response:
        """The agents, page by page."""
        wanted = request.query_params.get("q", "").casefold()
        found = [agent for agent in AGENTS.values() if wanted in agent.name.casefold()]
        agents, more = page(found, request.query_params)
        return Answer({"data": [agent.short() for agent in agents], **more})

    async def agent(self, request: Request) -> Response:
        """One agent, as older versions tell of it."""
        return Answer(_agent(request).summary())

    async def agent_configuration(self, request: Request) -> Response:
        """One agent, with what it says."""
        return Answer(_agent(request).configuration())

    async def agent_numbers(self, request: Request) -> Response:
        """The numbers bound to an agent: deprecated, and without their IDs."""
        agent = _agent(request)
        return Answer([each.bound() for each in NUMBERS.values() if each.agent_id == agent.id])

    async def phone_numbers(self, request: Request) -> Response:
        """The numbers to call from, page by page."""
        query = request.query_params
        if query.get("type", "twilio") not in ("twilio", "cartesia", "sip_trunk"):
            raise bad_request("type is twilio, cartesia or sip_trunk.")
        wanted = query.get("q", "").casefold()
        found = [
            number
            for number in NUMBERS.values()
            if query.get("agent_id") in (None, number.agent_id)
            and query.get("type") in (None, number.provider["type"])
            and query.get("provider_id") in (None, number.provider.get("id"))
            and wanted in f"{number.number} {number.label}".casefold()
        ]
        numbers, more = page(found, query)
        return Answer({"data": [number.record() for number in numbers], **more})

    async def create_calls(self, request: Request) -> Response:
        """Take calls on; each destination succeeds or fails by itself."""
        batch = read_order(await request.body(), _version(request))
        wanted = sum(each.problem is None for each in batch.destinations)
        if wanted and self._book.live() + wanted > self._concurrency:
            message = f"The plan allows {self._concurrency} calls at a time."
            raise Refusal(429, "Too Many Requests", message, "concurrency_limited")
        stuck = request.scope.get(FAULT) == STUCK_CREATED
        answers: list[dict[str, object]] = []
        noted: list[dict[str, object]] = []
        for destination in batch.destinations:
            answer: dict[str, object] = {"number": destination.to_number}
            if destination.problem:
                answer["error"] = {"title": "Call not placed", "message": destination.problem}
            else:
                answer["agent_call_id"] = self._book.accept(batch, destination, stuck=stuck).id
            answers.append(answer)
            ref = (destination.values or {}).get("dialsheet_ref")
            noted.append({"agent_call_id": answer.get("agent_call_id"), "dialsheet_ref": ref})
        request.scope.get(NOTES, {})["calls"] = noted
        return Answer({"calls": answers})

    async def list_calls(self, request: Request) -> Response:
        """An agent's calls, newest first."""
        query = request.query_params
        agent_id = query.get("agent_id")
        if query.get("batch_id"):
            raise not_found("There is no batch of that ID.")
        if not agent_id:
            raise bad_request("agent_id is required.")
        if agent_id not in AGENTS:
            raise not_found("There is no agent of that ID.")
        if query.get("expand", "transcript") != "transcript":
            raise bad_request("expand can be transcript only.")
        calls = self._within(
            self._listed(agent_id),
            _bound(query.get("start_time_gte"), "start_time_gte"),
            _bound(query.get("start_time_lte"), "start_time_lte"),
        )
        calls, more = page(calls, query)
        version, now, transcript = _version(request), self._book.now(), "expand" in query
        records = [record(call, version, now, transcript=transcript) for call in calls]
        if request.scope.get(FAULT) == LIST_WITHOUT_ROW_DATA:
            records = [{**each, "metadata": None, "dynamic_variables": {}} for each in records]
        return Answer({"data": records, **more})

    async def get_call(self, request: Request) -> Response:
        """One call, with its transcript."""
        call = self._call(request)
        return Answer(record(call, _version(request), self._book.now(), transcript=True))

    async def cancel(self, request: Request) -> Response:
        """End a call that is talking."""
        if not self._book.cancel(self._call(request)):
            raise bad_request("The call is not active.")
        return Answer({"cancelled": True})

    async def delete(self, request: Request) -> Response:
        """Forget a call that is over; may be asked twice."""
        call = self._book.delete(self._call(request))
        if call is None:
            raise bad_request("The call is not over.")
        return Answer(record(call, _version(request), self._book.now(), transcript=True))

    async def audio(self, request: Request) -> Response:
        """The recording of a call that is over."""
        call = self._call(request)
        lived = life(call)
        over = lived.ended_at <= self._book.now() and call.deleted_at is None
        wav = recording(lived, call.speed) if over else None
        if wav is None:
            raise not_found("There is no recording of this call.")
        return Response(wav, media_type="audio/wav")

    async def metric_results(self, request: Request) -> Response:
        """What metrics say of calls, newest call first."""
        query = request.query_params
        low, high = (_bound(query.get(name), name) for name in ("start_date", "end_date"))
        agents = [query["agent_id"]] if "agent_id" in query else AGENTS
        calls = [
            call
            for agent_id in agents
            for call in self._book.of_agent(agent_id)
            if query.get("call_id") in (None, call.id)
            and query.get("deployment_id") in (None, f"ad_{call.agent_id}")
        ]
        if query.get("metric_id") not in (None, METRIC_ID):
            calls = []
        found = list(judgements(calls, low, high, self._book.now()))
        results, more = page(found, query)
        return Answer({"data": [each.record() for each in results], **more})

    def _listed(self, agent_id: str) -> Sequence[PracticeCall]:
        calls = self._book.of_agent(agent_id)
        if not self._list_lag_s:
            return calls
        now = self._book.now()
        return [call for call in calls if (now - call.accepted_at) * call.speed > self._list_lag_s]

    def _call(self, request: Request) -> PracticeCall:
        call = self._book.get(request.path_params["call_id"])
        if call is None:
            raise not_found("There is no call of that ID.")
        return call

    def _within(
        self, calls: Sequence[PracticeCall], low: float | None, high: float | None
    ) -> Sequence[PracticeCall]:
        """The calls that started between; one not yet started counts by when it was dialed."""
        if low is not None and high is not None and low > high:
            raise bad_request("start_time_gte is later than start_time_lte.")
        if low is None and high is None:
            return calls
        now = self._book.now()

        def start(call: PracticeCall) -> float:
            started_at = life(call).started_at
            return started_at if started_at and started_at <= now else call.dials_at

        return [
            call
            for call in calls
            if (low is None or start(call) >= low) and (high is None or start(call) <= high)
        ]


def _route(path: str, **endpoints: Endpoint) -> Route:
    """One path with an endpoint for each method, so that a refusal can name them all."""

    async def endpoint(request: Request) -> Response:
        return await endpoints["GET" if request.method == "HEAD" else request.method](request)

    return Route(path, _guarded(endpoint), methods=list(endpoints))


def _guarded(endpoint: Endpoint) -> Endpoint:
    """An endpoint that wants a key and a version."""

    async def guarded(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        key = token.strip() if scheme.casefold() == "bearer" else ""
        key = key or request.headers.get("x-api-key", "")
        demanded: str | None = request.app.state.key
        is_taken = (
            key not in REFUSED_KEYS
            if demanded is None
            else compare_digest(key.encode(), demanded.encode())
        )
        if not is_taken:
            raise Refusal(401, "Unauthorized", "The API key is missing or not valid.")
        if _version(request) not in VERSIONS:
            raise bad_request(f"Cartesia-Version must be one of {', '.join(VERSIONS)}.")
        return await endpoint(request)

    return guarded


def _agent(request: Request) -> PracticeAgent:
    agent = AGENTS.get(request.path_params["agent_id"])
    if agent is None:
        raise not_found("There is no agent of that ID.")
    return agent


def _version(request: Request) -> str:
    return request.headers.get("cartesia-version", "")


def _bound(text: str | None, name: str) -> float | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise bad_request(f"{name} is not an RFC 3339 time.") from None


async def _refusal(_request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for it
    return refusal.response()


async def _http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    headers = error.headers  # which methods are allowed
    return Refusal(error.status_code, error.detail, error.detail, None, headers).response()


async def _server_error(_request: Request, _error: Exception) -> Response:
    return Refusal(500, "Internal Server Error", "The service failed.").response()
