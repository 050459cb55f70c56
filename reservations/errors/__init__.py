"""What can go wrong, as one tree; HTTP, the tools and the admin all render `as_problem`.

ReservationError
├── InvalidArguments: UnreadablePhone, UnreadableEmail, UnreadableName    400
├── UnknownTool, UnknownLocation                                          404
├── UnknownVehicleType, UnknownExtra                                      422
├── NoReservation: NoReservationOfCustomer; UnknownVehicle                404
├── CodeNeeded, WrongCode (a NoReservation); CodeNotSent                  403, 403; 409
├── PeriodError: DateOutOfRange, EndsBeforeStart, InThePast, AmbiguousTime,
│                OutsideOpeningHours, ClosedThatDay, TooSoon, TooFarAhead, TooShort, TooLong   422
├── SecondFactNeeded, OnlyOwnBookings, TooManyAttempts                    422, 403, 429
├── NoVehicleAvailable: CarTaken; NoDropOff, KeyReused, HoldExpired, TooManyBookings,
│                        TooManyReceivers                               409
├── IllegalMove: CarStillOut, TooEarly, UndoTooLate; ChangedMeanwhile, CarElsewhere    409
├── Busy, StoreUnavailable                                                503
└── Internal                                                              500
"""

from __future__ import annotations

from reservations.errors.base import (
    DATABASE_AWAY,
    Busy,
    Internal,
    InvalidArguments,
    KeyReused,
    ReservationError,
    StoreUnavailable,
    UnknownTool,
    UnreadableEmail,
    UnreadableName,
    UnreadablePhone,
)
from reservations.errors.bookings import (
    CarElsewhere,
    CarStillOut,
    CarTaken,
    ChangedMeanwhile,
    CodeNeeded,
    CodeNotSent,
    HoldExpired,
    IllegalMove,
    NoDropOff,
    NoReservation,
    NoReservationOfCustomer,
    NoVehicleAvailable,
    OnlyOwnBookings,
    SecondFactNeeded,
    TooEarly,
    TooManyAttempts,
    TooManyBookings,
    TooManyReceivers,
    UndoTooLate,
    UnknownExtra,
    UnknownLocation,
    UnknownVehicle,
    UnknownVehicleType,
    WrongCode,
)
from reservations.errors.periods import (
    AmbiguousTime,
    ClosedThatDay,
    DateOutOfRange,
    EndsBeforeStart,
    InThePast,
    OutsideOpeningHours,
    PeriodError,
    TooFarAhead,
    TooLong,
    TooShort,
    TooSoon,
    TwoReadings,
)

__all__ = [
    "DATABASE_AWAY",
    "AmbiguousTime",
    "Busy",
    "CarElsewhere",
    "CarStillOut",
    "CarTaken",
    "ChangedMeanwhile",
    "ClosedThatDay",
    "CodeNeeded",
    "CodeNotSent",
    "DateOutOfRange",
    "EndsBeforeStart",
    "HoldExpired",
    "IllegalMove",
    "InThePast",
    "Internal",
    "InvalidArguments",
    "KeyReused",
    "NoDropOff",
    "NoReservation",
    "NoReservationOfCustomer",
    "NoVehicleAvailable",
    "OnlyOwnBookings",
    "OutsideOpeningHours",
    "PeriodError",
    "ReservationError",
    "SecondFactNeeded",
    "StoreUnavailable",
    "TooEarly",
    "TooFarAhead",
    "TooLong",
    "TooManyAttempts",
    "TooManyBookings",
    "TooManyReceivers",
    "TooShort",
    "TooSoon",
    "TwoReadings",
    "UndoTooLate",
    "UnknownExtra",
    "UnknownLocation",
    "UnknownTool",
    "UnknownVehicle",
    "UnknownVehicleType",
    "UnreadableEmail",
    "UnreadableName",
    "UnreadablePhone",
    "WrongCode",
]
