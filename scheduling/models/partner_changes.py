from django.db import models

EVERYBODY = 0  # in place of a person's number


class PartnerChange(models.Model):
    """Something changed that decides whom a person fits and when: see docs/adr/0008.

    Written by triggers of the database, in the transaction of the change, whoever makes it.
    Read by every process that searches; pruned after some hours. It points at nobody: the number
    of a person who was erased means nothing any more.
    """

    person = models.BigIntegerField()  # EVERYBODY: a question was published or retired
    # PostgreSQL's number of the transaction that wrote it: rows do not commit in the order of
    # their ids there. 0 on SQLite, where they do.
    transaction_number = models.BigIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["transaction_number"], name="partner_change_by_transaction"),
        )

    def __str__(self) -> str:
        return f"{self.person or 'everybody'} changed"


class PartnerChangesPruned(models.Model):
    """One row: up to where PartnerChange is gone, and what the next pruning will take."""

    pruned_id = models.BigIntegerField(default=0)
    pruned_transaction_number = models.BigIntegerField(default=0)
    next_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"pruned up to {self.pruned_id}"
