"""The edition row: one number that counts every committed change the public could see."""

from django.db import models


class Edition(models.Model):
    """One row, id 1; counted by `initiatives.editions.count`."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"edition {self.number}"
