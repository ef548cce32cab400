"""The words that facts are written in: each room registers its own, once, in its facts.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Protocol

ANY_KIND = "*"
ERASED = "[đã xóa]"
# A fact's data stays for ever, so it may not hold what the law may order erased.
PERSONAL_KEYS = frozenset({
    "name", "full_name", "applicant_name", "owner_name", "representative_name", "phone", "email",
    "address", "id_number", "passport", "date_of_birth", "born_on", "gender",
})  # fmt: skip


class Told(Protocol):
    """What a sentence is made from: a fact as `queries` hands it out."""

    @property
    def verb(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def private(self) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class Verb:
    """A thing that can happen to one kind of subject.

    `sentence` is Vietnamese: a template whose `{keys}` come from the fact's data and private
    data, or a function of the fact. `payload` is the TypedDict of `data`, None for no data;
    `private` that of the personal data kept beside the log.
    """

    name: str
    subject_kind: str
    sentence: str | Callable[[Told], str]
    payload: type | None = None
    private: type | None = None

    @property
    def required(self) -> frozenset[str]:
        """Keys that `data` must have."""
        return frozenset(getattr(self.payload, "__required_keys__", ()))

    @property
    def allowed(self) -> frozenset[str]:
        """Keys that `data` may have."""
        return _keys_of(self.payload)


def _keys_of(payload: type | None) -> frozenset[str]:
    required = frozenset(getattr(payload, "__required_keys__", ()))
    return required | frozenset(getattr(payload, "__optional_keys__", ()))


class UnknownVerbError(LookupError):
    """A fact was written with a verb that no room has registered."""


_registered: dict[str, Verb] = {}
_keys: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {}


def register(*verbs: Verb) -> None:
    """Make verbs writable; refuses a second verb of the same name and personal keys in `data`."""
    for verb in verbs:
        if _registered.get(verb.name, verb) != verb:
            raise ValueError(f"The verb {verb.name} is registered already.")
        personal = verb.allowed & PERSONAL_KEYS
        if personal:
            raise ValueError(f"{verb.name}: {sorted(personal)} belong in the private data.")
        _registered[verb.name] = verb
        _keys[verb.name] = (verb.required, verb.allowed, _keys_of(verb.private))


def registered() -> tuple[Verb, ...]:
    return tuple(_registered.values())


def require_writable(
    name: str,
    subject_kind: str,
    data: Mapping[str, object],
    private: Mapping[str, object] | None = None,
) -> None:
    """Raise unless the verb is known, tells of this kind of subject and is given its own keys."""
    verb = _registered.get(name)
    if verb is None:
        raise UnknownVerbError(f"No room has registered the verb {name!r} in its facts.py.")
    if verb.subject_kind not in (subject_kind, ANY_KIND):
        raise ValueError(f"{name} tells of a {verb.subject_kind}, not of a {subject_kind}.")
    required, allowed, allowed_private = _keys[name]
    given = data.keys()
    if not required <= given <= allowed:
        missing, strange = sorted(required - given), sorted(given - allowed)
        raise ValueError(f"{name}: missing {missing}, not in its payload {strange}.")
    if private and not private.keys() <= allowed_private:
        strange = sorted(private.keys() - allowed_private)
        raise ValueError(f"{name}: not in its private data {strange}.")


class _Words(Formatter):
    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002
        return kwargs.get(str(key), ERASED)

    def format_field(self, value: Any, format_spec: str) -> str:
        """`{units:,}` is an amount, written as people do: 1.740. Years and numbers of books stay bare."""
        if format_spec != ",":
            return str(super().format_field(value, format_spec))
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def sentence_for(fact: Told) -> str:
    """The fact in Vietnamese; erased words read `[đã xóa]`, a verb of a removed room as itself."""
    verb = _registered.get(fact.verb)
    if verb is None:
        return f"Sự kiện “{fact.verb}”."
    if callable(verb.sentence):
        return verb.sentence(fact)
    return _Words().vformat(verb.sentence, (), {**(fact.private or {}), **fact.data})
