"""Finds bookings by what a clerk hears or reads: number, name, kana, telephone or plate, however it is spelt.

Names are kept as people gave them. So it is the word that is looked for that is spelt in each way in which it
may have been kept: 髙 for 高, half-width kana, hiragana, with and without the space between the names.

No index is in the order of what contains a word. So on PostgreSQL each condition stands beside one that an
index serves, and that holds for more rows: a name has all letters of the word, a telephone each four digits.
SQLite reads every row, and a name without its spaces is dear to make of each: there it is made only of a name
that has the letters of the word in their order, whatever stands between them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jaconv
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from reservations import numbers
from reservations.models import Reservation, Vehicle

# Characters of names that are one to the ear, and often typed one for the other.
ALIKE = (
    "高髙",
    "崎﨑嵜",
    "辺邊邉",
    "斉斎齊齋",
    "浜濱濵",
    "沢澤",
    "島嶋嶌",
    "吉𠮷",
    "広廣",
    "徳德",
    "桜櫻",
    "国國",
    "富冨",
)
SPELLINGS = 64  # of one word, at most: several rare characters in one name are rarer still
RUN = 4  # characters of a telephone or a number by which it is looked up: as migration 0018 has it
MANY_CARS = 1000  # their plates are looked at one by one
MANY_BOOKINGS = 1000  # are too many to be named one by one
DIALLED = re.compile(r"[\d+() -]+")
FULL_PLATE = re.compile(r"\d{4}")
BETWEEN = re.compile(r"[\s　]+")


def search(rows: QuerySet[Reservation], text: str) -> QuerySet[Reservation]:
    """Those of `rows` that fit `text`: each of its words in the name or the kana; or all of it as a number, a
    telephone or a plate."""
    plain = unicodedata.normalize("NFKC", text.strip())
    found = match_plate(plain)
    if not DIALLED.fullmatch(plain):  # no name is made of digits
        named = Q()
        for word in BETWEEN.split(text.strip()):
            named &= match_name(word)
        found |= named
    if number := numbers.parse(text):
        found |= Q(number=number)
    found |= match_part_of_number(plain)
    digits = numbers.digits_of(text)
    if len(digits) >= RUN:
        found |= match_phone(digits.removeprefix("0"))
    return rows.annotate(joined_name=join("customer_name"), joined_kana=join("customer_kana")).filter(found)


def find(rows: QuerySet[Reservation], text: str) -> QuerySet[Reservation]:
    """As search(), but read once, by the keys of what it found: whoever counts, pages and shows the rows
    would search for each. Of more than MANY_BOOKINGS it is the search itself."""
    found = search(rows, text)
    keys = list(found.order_by().values_list("pk", flat=True)[: MANY_BOOKINGS + 1])
    return rows.filter(pk__in=keys) if len(keys) <= MANY_BOOKINGS else found


def join(column: str) -> Replace:
    """SQL: a name without the space in it, which is wide or narrow."""
    return Replace(Replace(F(column), Value(" "), Value("")), Value("\u3000"), Value(""))


def match_name(word: str) -> Q:
    found = Q()
    for spelling in spell(word):
        contained = Q(joined_name__icontains=spelling) | Q(joined_kana__icontains=spelling)
        found |= Q(has_letters("customer_name", "customer_kana", Value(spelling))) & contained
    return found


def match_part_of_number(text: str) -> Q:
    """Numbers have Latin letters and digits; less than a run of them is how a number begins."""
    if not text.isascii():
        return Q()
    if len(text) < RUN:
        return Q(number__startswith=text.upper())
    return narrow(HasRuns(Upper("number"), Value(text.upper())), Q(number__icontains=text))


def match_phone(digits: str) -> Q:
    if len(digits) < RUN:
        return Q(customer_phone__contains=digits)
    return narrow(HasRuns("customer_phone", Value(digits)), Q(customer_phone__contains=digits))


def narrow(indexed: Func, exact: Q) -> Q:
    """`exact`, on PostgreSQL beside what an index serves, and what holds wherever `exact` does."""
    return Q(indexed) & exact if connection.vendor == "postgresql" else exact


def has_letters(name: str, kana: str, text: Value) -> Func:
    """What is soon told of a row, and holds wherever name or kana have the text in them, spaces or not."""
    return (HasLetters if connection.vendor == "postgresql" else HasLettersInOrder)(name, kana, text)


class HasLettersInOrder(Func):
    """SQL of SQLite: has a name or its kana all the letters of a text, in their order? `text`: a Value."""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]  # of the two parameters Django gives no more
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        name, kana, text = self.get_source_expressions()
        letters = map(connection.ops.prep_for_like_query, text.value)
        pattern = f"%{'%'.join(letters)}%"
        (name_sql, name_values), (kana_sql, kana_values) = compiler.compile(name), compiler.compile(kana)
        sql = f"({name_sql} LIKE %s ESCAPE '\\' OR {kana_sql} LIKE %s ESCAPE '\\')"
        return sql, [*name_values, pattern, *kana_values, pattern]


class HasLetters(Func):
    """SQL of PostgreSQL: has a name or its kana all the letters of a text, in whatever order?"""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]  # of the two parameters Django gives no more
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        name, kana, text = (compiler.compile(each) for each in self.get_source_expressions())
        has = f"string_to_array(upper({name[0]} || {kana[0]}), NULL)"
        sql = f"{has} @> string_to_array(upper({text[0]}::text), NULL)"
        return sql, [*name[1], *kana[1], *text[1]]


class HasRuns(Func):
    """SQL of PostgreSQL: has a column each run of characters that a text has?"""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]  # of the two parameters Django gives no more
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        column, text = (compiler.compile(each) for each in self.get_source_expressions())
        sql = f"uketsuke_runs({column[0]}, {RUN}) @> uketsuke_runs({text[0]}::text, {RUN})"
        return sql, [*column[1], *text[1]]


def spell(word: str) -> list[str]:
    """The ways in which `word` may have been written, each once."""
    plain = unicodedata.normalize("NFKC", word)
    choices = (next((group for group in ALIKE if letter in group), letter) for letter in plain)
    written = ["".join(letters) for letters in itertools.islice(itertools.product(*choices), SPELLINGS)]
    return list(dict.fromkeys([word, *itertools.chain.from_iterable(map(spell_kana, written))]))


def spell_kana(word: str) -> Iterator[str]:
    yield word
    katakana = jaconv.hira2kata(word)
    yield katakana
    yield jaconv.kata2hira(word)
    yield jaconv.z2h(katakana)


def match_plate(text: str) -> Q:
    """By the plate's four digits, with or without the hyphen, or by any part of it.

    One query: which cars these are. So their bookings are looked up by car, as long as they are not too many.
    """
    plain = unicodedata.normalize("NFKC", text)
    plates = Q(registration__icontains=plain)
    if FULL_PLATE.fullmatch(plain):
        plates |= Q(registration__icontains=f"{plain[:2]}-{plain[2:]}")
    cars = Vehicle.objects.filter(plates).order_by()
    keys = list(cars.values_list("pk", flat=True)[: MANY_CARS + 1])
    return Q(vehicle__in=keys if len(keys) <= MANY_CARS else cars.values("pk"))


def search_bookings(request: HttpRequest) -> HttpResponse:
    """The search of the top bar: goes to the page of the one booking that fits `?q=`, else to the list.

    The list is then searched for the same. What fits, it decides: number, name, kana, telephone or plate.
    """
    page = admin.site.get_model_admin(Reservation)
    if not page.has_view_permission(request):
        raise PermissionDenied
    wanted = request.GET.get("q", "").strip()
    address = reverse("admin:reservations_reservation_changelist")
    if not wanted:
        return HttpResponseRedirect(address)
    found, _duplicates = page.get_search_results(request, page.get_queryset(request), wanted)
    keys = list(found.order_by().values_list("pk", flat=True)[:2])
    if len(keys) == 1:
        return HttpResponseRedirect(reverse("admin:reservations_reservation_change", args=keys))
    return HttpResponseRedirect(f"{address}?{urlencode({'q': wanted})}")
