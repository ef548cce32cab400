"""What a policy answers: yes, or no with the sentence that the person is shown."""

from __future__ import annotations

from dataclasses import dataclass


class RefusedError(Exception):
    """An action was not taken; `str(error)` is a Vietnamese sentence fit for the screen.

    `code` is a stable English word for machines.
    """

    code = "refused"

    def __init__(self, sentence: str, *, code: str | None = None) -> None:
        super().__init__(sentence)
        if code is not None:
            self.code = code


class NotPermittedError(RefusedError):
    """The actor may not do this, whatever the state of the thing."""

    code = "not_permitted"


class ConflictError(RefusedError):
    """Somebody else was quicker: the thing has changed since it was read."""

    code = "conflict"


class InvalidError(RefusedError):
    """What was handed in cannot be taken; `fields` maps a field to its own sentence."""

    code = "invalid"

    def __init__(
        self, sentence: str, *, fields: dict[str, str] | None = None, code: str | None = None
    ) -> None:
        super().__init__(sentence, code=code)
        self.fields = fields or {}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A policy's answer. Truthy when allowed; otherwise `reason` says why and what to do."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `NotPermittedError` with the reason unless allowed."""
        if not self.allowed:
            raise NotPermittedError(self.reason)


YES = Verdict(allowed=True)


def no(reason: str) -> Verdict:
    return Verdict(allowed=False, reason=reason)
