"""`manage.py erase_customer`: forgets a customer who asks for it, and says what it left and why."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reservations import privacy as rentals_privacy
from reservations.errors import ReservationError
from voice import privacy as talk_privacy

KEPT = """Kept: that there was a rental of which car, when, at what price, and that it was agreed to, as
the tax and road-transport laws want it; and how long each conversation was and what it cost. None of it
says who. Backups, and what was sent to the customer or to a provider, are not ours to reach from here:
docs/privacy.md says what to do about them."""


class Command(BaseCommand):
    help = "Forget a customer: the rentals stay without them, what was said and sent goes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--number", default="", help="of one reservation, such as R-402-7315")
        parser.add_argument("--phone", default="", help="of all their reservations")
        parser.add_argument("--email", default="", help="of all their reservations")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, number: str, phone: str, email: str, dry_run: bool, **options: Any) -> str:
        customer = rentals_privacy.Customer(number.strip(), phone.strip(), email.strip())
        if not (customer.number or customer.phone or customer.email):
            raise CommandError("Say whom: --number, --phone or --email.")
        rentals = rentals_privacy.find_rentals(customer)
        live = [rental for rental in rentals if not rentals_privacy.is_over(rental)]
        known = rentals_privacy.list_spellings(customer, rentals)
        over = [rental.number for rental in rentals if rentals_privacy.is_over(rental)]
        talks = rentals_privacy.find_conversations(rentals, talk_privacy.find_sessions(known, over))
        try:
            counts = (rentals_privacy.count_traces if dry_run else rentals_privacy.erase)(customer, rentals)
        except ReservationError as error:
            raise CommandError(f"{error.detail} What was done is done: run it again.") from error
        counts |= (talk_privacy.count_traces if dry_run else talk_privacy.scrub)(talks)
        return "\n".join(
            [
                "Would be erased:" if dry_run else "Erased:",
                *(f"  {count} {kind}" for kind, count in counts.items()),
                *describe_live([rental.number for rental in live]),
                KEPT,
            ]
        )


def describe_live(numbers: list[str]) -> list[str]:
    if not numbers:
        return []
    which = ", ".join(numbers)
    remedy = "Cancel them or wait for their return, and run this again."
    return [f"Left as they are, with their conversations, as they are not over: {which}. {remedy}"]
