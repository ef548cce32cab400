"""Tables of the case. Only `records` writes them; each row is the fold of its facts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from motcua.dossiers import (  # noqa: F401 - tables of this room
    books,
    erasures,
    given,
    issued,
    process_moves,
    runs,
)
from motcua.dossiers.states import ACT_OPEN, OPEN, ActKind, ActStatus, Status

_ACT_OPEN = [status.value for status in sorted(ACT_OPEN)]
_OPEN_VALUES = [status.value for status in sorted(OPEN)]


class Dossier(models.Model):
    """Hồ sơ: the present state of one case. `version` counts its facts."""

    code = models.CharField(max_length=40, unique=True)
    version = models.IntegerField()
    status = models.CharField(max_length=24, choices=[(s.value, s.label) for s in Status])
    status_before = models.CharField(max_length=24, blank=True)
    money = models.CharField(max_length=10)
    delivery = models.CharField(max_length=12)
    sync = models.CharField(max_length=14)
    procedure_code = models.CharField(max_length=40)
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", models.PROTECT, related_name="+", db_index=False
    )
    sector_code = models.CharField(max_length=20)
    case_code = models.CharField(max_length=60, blank=True, default="")
    channel = models.CharField(max_length=8)
    receiving_unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, related_name="+", db_index=False
    )
    competent_agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", db_index=False
    )
    agency_ids = ArrayField(models.BigIntegerField())
    holder_unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, related_name="+", db_index=False, null=True
    )
    holder = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", db_index=False, null=True
    )
    step_key = models.CharField(max_length=40, blank=True)
    step_started_at = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    offer = models.JSONField(null=True)
    offer_unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, related_name="+", db_index=False, null=True
    )
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    clock_started_at = models.DateTimeField(null=True)
    due_original = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_provisional = models.BooleanField(default=False)
    near_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    extension = models.JSONField(null=True)
    difficult_area = models.BooleanField(default=False)
    supplements = models.SmallIntegerField(default=0)
    papers = models.JSONField(default=list)
    sets = models.SmallIntegerField(default=1)
    fees = models.JSONField(default=list)
    fee_total = models.BigIntegerField(default=0)
    consultations = models.JSONField(default=list)
    result = models.JSONField(null=True)
    return_channel = models.CharField(max_length=8)
    book_year = models.SmallIntegerField(null=True)
    book_number = models.IntegerField(null=True)
    received_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", db_index=False, null=True
    )
    people = models.JSONField(null=True)
    content = models.TextField(blank=True)
    return_address = models.TextField(blank=True)
    priority = models.CharField(max_length=10, blank=True, default="")
    trips = models.JSONField(default=list)
    cross_boundary = models.BooleanField(default=False)
    waiting_unit_ids = ArrayField(models.BigIntegerField(), default=list)
    legs = models.JSONField(default=list)
    process = models.ForeignKey(
        "procedures.InternalProcess", models.PROTECT, related_name="+", db_index=False, null=True
    )
    obligations = models.JSONField(default=list)
    paper_place = models.JSONField(null=True)
    originals = models.JSONField(default=list)
    postal = models.JSONField(null=True)
    incident = models.JSONField(null=True)
    remedies = models.ForeignKey(
        "self", models.PROTECT, related_name="+", db_index=False, null=True
    )
    quantities = models.JSONField(null=True)
    register_kind = models.CharField(max_length=4, blank=True, default="")
    register_number = models.IntegerField(null=True)
    counter_unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, related_name="+", db_index=False, null=True
    )
    owner_name = models.CharField(max_length=200, blank=True)
    search_key = models.TextField(blank=True)

    class Meta:
        indexes = [
            # What is counted beside the shelves is read from the index alone.
            models.Index(
                fields=["holder_unit", "due_at", "id"],
                name="dossier_unit_shelves",
                condition=models.Q(status__in=_OPEN_VALUES),
                include=["holder", "near_at", "agency_ids", "status"],
            ),
            models.Index(
                "offer_unit", name="dossier_offers", condition=models.Q(offer_unit__isnull=False)
            ),
            models.Index(
                "receiving_unit",
                "submitted_at",
                name="dossier_online_inbox",
                condition=models.Q(status="registered"),
            ),
            models.Index(
                "receiving_unit",
                "finished_at",
                name="dossier_to_return",
                condition=models.Q(status="completed"),
            ),
            models.Index("receiving_unit", models.F("accepted_at").desc(), name="dossier_recent"),
            models.Index(
                "receiving_unit",
                "paid_at",
                name="dossier_money_taken",
                condition=models.Q(paid_at__isnull=False),
            ),
            GinIndex(
                fields=["waiting_unit_ids"],
                name="dossier_waited_for",
                condition=~models.Q(waiting_unit_ids=[]),
            ),
            models.Index(
                "holder_unit",
                "due_at",
                name="dossier_priority",
                condition=models.Q(status__in=_OPEN_VALUES) & ~models.Q(priority=""),
            ),
            models.Index(
                "counter_unit",
                "finished_at",
                name="dossier_other_counter",
                condition=models.Q(counter_unit__isnull=False, status="completed"),
            ),
            models.Index(
                "remedies", name="dossier_remedies", condition=models.Q(remedies__isnull=False)
            ),
            models.Index("accepted_at", name="dossier_linked", condition=~models.Q(legs=[])),
            models.Index(
                "counter_unit",
                "receiving_unit",
                name="dossier_originals",
                condition=~models.Q(originals=[]),
            ),
            models.Index(
                "receiving_unit",
                name="dossier_incidents",
                condition=models.Q(incident__isnull=False),
            ),
            models.Index(
                "receiving_unit",
                name="dossier_at_the_post",
                condition=models.Q(delivery="posted"),
            ),
            models.Index(
                "procedure_version",
                "id",
                name="dossier_open_of_version",
                condition=models.Q(status__in=_OPEN_VALUES),
            ),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="dossier_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="dossier_accepted_has_book",
                condition=models.Q(accepted_at__isnull=True) | models.Q(book_number__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["receiving_unit", "book_year", "book_number"],
                name="dossier_book_number",
                condition=models.Q(book_number__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["receiving_unit", "register_kind", "book_year", "register_number"],
                name="dossier_register_line",
                condition=models.Q(register_number__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_finished_after_start",
                condition=models.Q(finished_at__isnull=True)
                | models.Q(status__in=["completed", "returned", "stopped", "declined"]),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DossierCounter(models.Model):
    """Bộ đếm: the next number of a unit's codes (a day), of its book and its letters (a year).

    `kind` is `code`, `book`, or `so:` with the symbol of a letter.
    """

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    period = models.CharField(max_length=6)
    value = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "period"], name="dossier_counter_key")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.period}: {self.value}"


class ActionKey(models.Model):
    """Khóa chống lặp: one key of one actor stands for one request, whatever is sent again."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    request_digest = models.CharField(max_length=64)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    version = models.IntegerField()
    fact_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="dossier_action_key")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


class Attachment(models.Model):
    """Tệp kèm theo: a stored file in its place; `place` is paper, result, draft_result or form."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    place = models.CharField(max_length=16)
    paper_key = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    removed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("dossier", "id", name="attachment_dossier")]

    def __str__(self) -> str:
        return self.name


class DraftAct(models.Model):
    """Bản soạn: an act that does not exist for the citizen before it is issued.

    `agency` is the one that answers for it: the deciding agency, or the receiving one before
    acceptance. `drafted_by` is empty where the system wrote the draft; `former_drafters` are those
    from whom somebody took it over. `original` keeps what the drafter wrote when the Centre amended it. `number` is given at issue, with the letter.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=[(k.value, k.label) for k in ActKind])
    status = models.CharField(max_length=16, choices=[(s.value, s.label) for s in ActStatus])
    version = models.IntegerField(default=1)
    content = models.JSONField()
    original = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    reason_code = models.CharField(max_length=20, blank=True, default="")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    drafted_at = models.DateTimeField()
    former_drafters = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    approved_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    clearance = models.JSONField(null=True)
    signed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    issued_at = models.DateTimeField(null=True)
    number = models.CharField(max_length=40, blank=True, default="")
    letter = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+", null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("dossier", "id", name="act_dossier"),
            models.Index(
                "agency", "status", name="act_open", condition=models.Q(status__in=_ACT_OPEN)
            ),
            models.Index(
                "answer_due_at",
                name="act_unanswered",
                condition=models.Q(status="issued", answered_at=None, answer_due_at__isnull=False),
            ),
            models.Index(
                "kind",
                models.F("issued_at").desc(),
                name="act_issued",
                condition=models.Q(status="issued"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="act_issued_has_clearance",
                condition=~models.Q(status__in=["issued", "cleared"])
                | models.Q(clearance__isnull=False),
            ),
            models.CheckConstraint(
                name="act_issued_has_moment",
                condition=~models.Q(status="issued") | models.Q(issued_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["dossier", "kind"],
                name="act_one_open_of_a_kind",
                condition=models.Q(status__in=_ACT_OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"

    @property
    def drafters(self) -> frozenset[int]:
        """Whoever had a hand in the text, now or before: none of them approves or clears it."""
        now = () if self.drafted_by_id is None else (self.drafted_by_id,)
        return frozenset((*self.former_drafters, *now))


class Verification(models.Model):
    """Biên bản xác minh: what was seen on the spot. Its words are personal and may be erased."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+", null=True)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    participants = models.TextField(blank=True)
    content = models.TextField(blank=True)
    salt = models.BinaryField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("dossier", "id", name="verification_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.held_at}"


class Application(models.Model):
    """Đơn đang soạn: what a citizen has filled in so far, kept thirty days, nobody else's to see."""

    token_digest = models.CharField(max_length=64, unique=True)
    procedure_code = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    dossier = models.ForeignKey(Dossier, models.SET_NULL, related_name="+", null=True)

    class Meta:
        indexes = [models.Index("updated_at", name="application_age")]

    def __str__(self) -> str:
        return self.procedure_code


class TrackingAttempt(models.Model):
    """Lần tra cứu sai: what limits guessing of the last four digits."""

    subject = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("subject", "at", name="tracking_subject")]

    def __str__(self) -> str:
        return self.subject
