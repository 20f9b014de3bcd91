"""The account that everybody practises with: its agents and its numbers, all of them fictional."""

import re
from dataclasses import dataclass
from typing import Any

NUMBER_OF_OTHERS = "ap_practice_elsewhere"  # belongs to another organisation, and is not listed

_CREATED = "2026-03-02T09:00:00Z"
_VARIABLE = re.compile(r"\{\{\s*(?!system__)(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class PracticeAgent:
    """A voice agent."""

    id: str
    name: str
    description: str
    welcome: str  # what it says first; its {{variables}} must be supplied
    instructions: str

    @property
    def needs(self) -> tuple[str, ...]:
        """The variables without which it cannot say its first words."""
        return tuple(_VARIABLE.findall(self.welcome))

    def summary(self) -> dict[str, Any]:
        """An entry of `GET /agents`."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "created_at": _CREATED,
            "updated_at": _CREATED,
            "deleted_at": None,
            "tts_voice": "practice-voice",
            "tts_language": "en",
            "deployment_count": 1,
            "has_text_to_agent_run": False,
            "phone_numbers": [
                {"id": number.id, "number": number.number}
                for number in NUMBERS.values()
                if number.agent_id == self.id
            ],
        }

    def configuration(self) -> dict[str, Any]:
        """The answer of `GET /v1/agents/{id}`."""
        return {
            **self.short(),
            "instructions": self.instructions,
            "welcome_message": self.welcome,
            "tools": [{"type": "system", "name": "end_call"}],
        }

    def short(self) -> dict[str, Any]:
        """An entry of `GET /v1/agents`."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "created_at": _CREATED,
            "updated_at": _CREATED,
            "version_id": f"av_{self.id}",
        }


@dataclass(frozen=True, slots=True)
class PracticeNumber:
    """A number to call from."""

    id: str
    number: str
    label: str
    provider: dict[str, Any]
    agent_id: str | None = None  # bound to it for calls that come in

    @property
    def is_cartesia(self) -> bool:
        """Whether Cartesia carries its calls: one dial a second, the United States only."""
        return bool(self.provider["type"] == "cartesia")

    def bound(self) -> dict[str, Any]:
        """An entry of `GET /agents/{id}/phone-numbers`, which is deprecated."""
        return {
            "agent_id": self.agent_id,
            "number": self.number,
            "created_at": _CREATED,
            "updated_at": _CREATED,
            "is_cartesia_managed": self.is_cartesia,
        }

    def record(self) -> dict[str, Any]:
        """An entry of `GET /agents/phone-numbers`."""
        agent = AGENTS[self.agent_id] if self.agent_id else None
        return {
            "id": self.id,
            "label": self.label,
            "number": self.number,
            "agent": {"id": agent.id, "name": agent.name} if agent else None,
            "created_at": _CREATED,
            "updated_at": _CREATED,
            "provider": self.provider,
        }


AGENTS = {
    agent.id: agent
    for agent in (
        PracticeAgent(
            "agent_practice_survey",
            "Practice survey",
            "Asks one question.",
            "Hello, this is Practice survey. May I ask you one question?",
            "Ask {{name}} one question. It is {{system__time}}.",
        ),
        PracticeAgent(
            "agent_practice_reminder",
            "Practice reminder",
            "Confirms an appointment.",
            "Hello {{name}}, this is Practice reminder.",
            "Remind {{name}} of the appointment on {{ appointment }}.",
        ),
    )
}
NUMBERS = {
    number.id: number
    for number in (
        PracticeNumber(
            "ap_practice_world",
            "+13105550178",
            "Practice, worldwide",
            {
                "type": "twilio",
                "id": "provider_practice",
                "account_sid": "ACpractice",
                "api_key_sid": "SK****practice",
                "region": "us1",
                "label": "Practice carrier",
            },
        ),
        PracticeNumber(
            "ap_practice_us",
            "+12125550142",
            "Practice, United States",
            {"type": "cartesia"},
            "agent_practice_survey",
        ),
    )
}
