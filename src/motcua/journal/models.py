"""Tables of the journal. All are unmanaged: triggers guard them and one is partitioned, so the
migration writes them in SQL, and Django's test flush leaves them alone.
"""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """Something that happened; never changed, never deleted. Partitioned by recorded year."""

    id = models.BigIntegerField(primary_key=True)
    tx = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    verb = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    actor_kind = models.TextField()
    actor_ref = models.TextField()
    data = models.JSONField()
    private_digest = models.BinaryField(null=True)
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_fact"

    def __str__(self) -> str:
        return f"{self.id} {self.verb}"


class PrivateData(models.Model):
    """Personal data of a fact, which the law may order erased; committed in it by salted hash."""

    fact_id = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField()
    data = models.JSONField()

    class Meta:
        managed = False
        db_table = "journal_private"

    def __str__(self) -> str:
        return f"private data of {self.fact_id}"


class Seal(models.Model):
    """Merkle root over the facts of one recorded day within a span, chained to the seal before.

    A span runs from (`from_tx`, `from_id`), excluded, to (`to_tx`, `to_id`), included.
    """

    number = models.BigIntegerField(primary_key=True)
    from_tx = models.BigIntegerField()
    from_id = models.BigIntegerField()
    to_tx = models.BigIntegerField()
    to_id = models.BigIntegerField()
    day = models.DateField()
    count = models.BigIntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    sealed_at = models.DateTimeField()
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_seal"

    def __str__(self) -> str:
        return f"seal {self.number} of {self.day}"


class ReaderCursor(models.Model):
    """How far a named reader has come in (tx, id) order."""

    name = models.TextField(primary_key=True)
    tx = models.BigIntegerField()
    fact_id = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "journal_cursor"

    def __str__(self) -> str:
        return self.name
