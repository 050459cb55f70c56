"""`/admin/reports/`: how well the cars are used, who books, what was lost; a month at a time, as a page and
as CSV. Apps beside this one contribute their own tables by `register_report`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, vehicle_classes
from reservations.admin import own_shop, scope, view_log
from reservations.admin.formats import current_language
from reservations.admin.places import Place, register_place
from reservations.models import Reservation
from reservations.models.booking import bounds
from reservations.reports import csv_file, ledger, usage
from reservations.reports.usage import Scope

SEE = "reservations.view_reports"
LEDGER = "ledger"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """A row of a table: texts and whole numbers; `share`, 0 to 1, is drawn as a bar and written in per
    cent."""

    cells: Sequence[str | int]
    share: float | None = None

    @property
    def shown(self) -> list[str]:
        return [
            cell if isinstance(cell, str) else number_format(cell, force_grouping=True) for cell in self.cells
        ]

    @property
    def percent(self) -> float:
        return round(100 * (self.share or 0), 1)


@dataclass(frozen=True)
class Report:
    """A table of the page. key: in the address of its CSV file. head: of `cells`; share_head: of the bars, ""
    where there are none. note: how it is counted, in a sentence."""

    key: str
    title: str
    note: str
    head: Sequence[str]
    lines: Sequence[Line]
    share_head: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str, str]]]]:
        """Each line with its cells, and the head of each: on a phone it stands beside the cell."""
        return [(line, list(zip(self.head, line.shown, strict=True))) for line in self.lines]

    def write_csv(self) -> str:
        head = [*self.head, *([f"{self.share_head} (%)"] if self.share_head else [])]
        return csv_file.write(
            head, ([*line.cells, *([line.percent] if self.share_head else [])] for line in self.lines)
        )


Build = Callable[[Scope], Iterable[Report]]
_builders: list[Build] = []


def register_report(build: Build) -> None:
    """Show the tables that `build` makes of a period on the page. For an app's admin module."""
    _builders.append(build)


# --- the page


@dataclass(frozen=True)
class Month:
    first: date

    @property
    def next(self) -> Month:
        return Month((self.first + timedelta(days=32)).replace(day=1))

    @property
    def previous(self) -> Month:
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        return date_format(self.first, "YEAR_MONTH_FORMAT")


def read_month(text: str) -> Month:
    """The one that is named as 2026-12; the present one where none is."""
    today = clock.today(ZoneInfo(settings.TIME_ZONE))
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  (a month has no zone)
    except ValueError:
        return Month(today.replace(day=1))
    return Month(first) if 2000 <= first.year <= today.year + 2 else Month(today.replace(day=1))


def show(request: HttpRequest) -> HttpResponseBase:
    """The page; with `?csv=<key>` one of its tables as a file."""
    month = read_month(request.GET.get("month", ""))
    shops = {shop.id: shop.name_in(current_language()) for shop in own_shop.list_shops(request)}
    chosen = request.GET.get("at", "")
    chosen = chosen if chosen in shops else ""
    ids = frozenset([chosen]) if chosen else scope.find_shop_ids(request)
    zone = settings.TIME_ZONE
    of = Scope(ids, bounds(month.first, zone)[0], bounds(month.next.first, zone)[0])
    wanted = request.GET.get("csv")
    if wanted == LEDGER:
        return send_ledger(request, of, month)
    reports = (report for build in _builders for report in build(of))
    if wanted is not None:
        found = next((report for report in reports if report.key == wanted), None)
        if found is None:
            raise Http404
        return send_csv(found.write_csv(), f"{found.key}-{month.key}.csv")
    context = {
        **admin.site.each_context(request),
        "title": _("Reports"),
        "month": month,
        "reports": list(reports),
        "newer": write_query(month.next, chosen),
        "older": write_query(month.previous, chosen),
        "here": write_query(month, chosen),
        "shops": [
            (name, write_query(month, pk), pk == chosen) for pk, name in [("", _("All")), *shops.items()]
        ],
        "may_list": request.user.has_perm("reservations.view_reservation"),
    }
    return TemplateResponse(request, "admin/reservations/reports.html", context)


def write_query(month: Month, shop: str) -> str:
    return "?" + urlencode({"month": month.key, **({"at": shop} if shop else {})})


def send_csv(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def send_ledger(request: HttpRequest, of: Scope, month: Month) -> HttpResponse:
    """The month's 貸渡簿. It names customers: only who may see bookings gets it, and it is written down."""
    if not request.user.has_perm("reservations.view_reservation"):
        raise Http404
    rows = list(ledger.list_rentals(of))
    view_log.note_view(request, view_log.Kind.EXPORT, [str(row[0]) for row in rows])
    return send_csv(csv_file.write(ledger.LEDGER_HEAD, rows), f"ledger-{month.key}.csv")


register_place(Place("reports", "reports/", _("Reports"), show, permission=SEE))


# --- our own tables


def build_own(of: Scope) -> Iterable[Report]:
    """The use of the cars, and who made the bookings."""
    yield report_classes(of)
    yield report_makers(of)


def report_classes(of: Scope) -> Report:
    classes = usage.measure_classes(of)
    language, length = current_language(), of.end - of.start
    named = [(vehicle_classes.name(kind, language), use) for kind, use in classes.items()]
    return Report(
        "usage",
        gettext("Use of the cars"),
        gettext(
            "Of the hours in which the cars were not out of service, those in which they were rented; by the "
            "real times of a rental where they are known, else by the planned ones."
        ),
        [
            gettext("Class"),
            gettext("Number of cars"),
            gettext("Rentals"),
            gettext("Hours rented"),
            gettext("Hours out of service"),
            gettext("Sales (yen)"),
        ],
        [
            Line(
                (
                    name,
                    use.cars,
                    use.bookings,
                    round(use.rented / HOUR),
                    round(use.blocked / HOUR),
                    use.revenue,
                ),
                use.find_share(length),
            )
            for name, use in [*named, (gettext("Total"), usage.total(classes.values()))]
        ],
        gettext("In use"),
    )


def report_makers(of: Scope) -> Report:
    makers = usage.measure_makers(of)
    whole = sum(maker.bookings for maker in makers)
    names = dict(Reservation.Source.choices)
    return Report(
        "makers",
        gettext("Who made the bookings"),
        gettext(
            "Bookings that were made in this month. Alone: no member of the staff changed, moved or "
            "cancelled it afterwards."
        ),
        [
            gettext("Made by"),
            gettext("Bookings"),
            gettext("Alone"),
            gettext("Cancelled"),
            gettext("No-shows"),
            gettext("Sales (yen)"),
        ],
        [
            Line(
                (
                    str(names.get(maker.source, maker.source)),
                    maker.bookings,
                    maker.uncorrected,
                    maker.cancelled,
                    maker.no_shows,
                    maker.revenue,
                ),
                maker.bookings / whole,
            )
            for maker in makers
        ],
        gettext("Share"),
    )


register_report(build_own)
