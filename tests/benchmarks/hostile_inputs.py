"""What no client sends on purpose: requests and messages at every door, each made from its number alone.

So a figure can be taken again, and `python -m tests.benchmarks.hostile_inputs 4711` shows one input.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, quote_from_bytes

NESTED = 3000
ENDING = 4  # conversations that may be hung up
LETTERS = "aZ09 あ山ｱ🚗\u0301\u200b\u202e\u2028\"'<>&%{}[]\\/;:=,.-_\t\r\n\x00\x07\x7f\ud83d²½①٣"
DATES = (
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "1899-12-31T23:59:59",
    "2999-12-31T23:59:59",
    "2026-02-30T10:00:00",
    "2026-12-12T24:00:00",
    "2026-12-12T10:00:00+99:99",
    "2026-12-12T10:00:00.0000000001",
    "2026-12-12",
    "10:00",
    "2026-W50-6",
    "-2026-12-12T10:00:00",
    "20261212T100000",
    "２０２６-12-12T10:00:00",
    "2026-12-12T10:00:00[Asia/Tokyo]",
)
VALUES: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    2**64,
    10**400,
    1e308,
    float("nan"),
    float("-inf"),
    "",
    " ",
    "\x00",
    "\ud83d",
    "\udc00\ud83d",
    "a" * 50_000,
    "一" * 3000,
    "\u202e",
    "%s%n%x",
    "{0.__class__}",
    "${7*7}",
    "'; DROP TABLE reservations_reservation; --",
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "\r\nBcc: x@y.example",
    "R-000-0000",
    "R-999-9999",
    "R-²²²-²²²²",
    "R-１２３-４５６７",
    "090-1234-5678",
    "+81" * 40,
    "０９０",
    "²",
    "½",
    "①",
    "٣",
    "a@" + "b" * 300,
    "x@y.example\nz@y.example",
    [],
    {},
    [[]],
    {"": {}},
    {"\x00": 1},
    ["x"] * 1000,
    [None],
    [{"a": "\ud83d"}],
    *DATES,
)
PERIOD = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
REQUEST = {"locationId": "tokyo-ekimae", **PERIOD}
CUSTOMER = {"customerName": "佐藤花子", "customerPhone": "090-1234-5678"}
NUMBER = {"number": "R-123-4567", "customerName": "佐藤"}
TOOLS: dict[str, dict[str, object]] = {
    "list_locations": {"region": "東京", "date_preference": "明日"},
    "get_availability": {**REQUEST, "vehicleType": "compact"},
    "create_reservation": {**REQUEST, **CUSTOMER, "vehicleType": "compact", "extras": ["etc"]},
    "find_reservation": {**NUMBER, "phoneLastFour": "5678"},
    "find_reservation_by_customer": {**CUSTOMER, "pickupDay": "2026-12-12"},
    "change_reservation": {**NUMBER, **PERIOD, "customerEmail": "a@b.example", "confirmationToken": "ab12"},
    "cancel_reservation": {**NUMBER, "identityCode": "123456", "confirmationToken": "ab12"},
    "quote_price": {**REQUEST, "returnLocationId": "shinagawa", "extras": ["etc"]},
    "location_details": {"locationId": "tokyo-ekimae"},
    "answer_question": {"question": "ペットは乗れますか", "locationId": "tokyo-ekimae"},
}
EVENTS: tuple[dict[str, object], ...] = (
    {"type": "hello", "token": "x"},
    {"type": "text", "text": "はい"},
    {"type": "played", "cut": 0, "ms": 100},
    {"type": "hangup"},
    {"type": "session.update", "session": {"type": "realtime", "instructions": "x", "tools": []}},
    {"type": "response.create", "response": {"input": [], "tools": []}},
    {"type": "response.cancel", "response_id": "x"},
    {"type": "input_audio_buffer.append", "audio": "AAAA"},
    {"type": "input_audio_buffer.commit"},
    {"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": 1},
    {"type": "conversation.item.delete", "item_id": "x"},
    {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "x"}]},
    },
)
CALLS: tuple[dict[str, object], ...] = (
    {
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {}},
    },
    {"method": "tools/list", "params": {}},
    {"method": "tools/call", "params": {"name": "list_locations", "arguments": {"region": "東京"}}},
    {"method": "tools/call", "params": {"name": "create_reservation", "arguments": {**REQUEST, **CUSTOMER}}},
)
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n"
    "a=setup:actpass\r\na=rtpmap:111 opus/48000/2\r\na=sendrecv\r\n"
)
PAGES = (
    "/",
    "/s/{}",
    "/r/{}/",
    "/r/{}/calendar",
    "/calendar/{}.ics",
    "/i18n/setlang/",
    "/api/schema",
    "/livez",
    "/readyz",
    "/metrics",
    "/static/{}",
    "/admin/login/?next={}",
    "/{}",
    "/admin/jsi18n/",
    "/admin/password_change/",
    "/?lang={}",
)
RAW = (
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: \x00\xff\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 2000 + b"\r\n",
    b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
    b"POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    b"POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /livez HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\r\n\r\n\r\n",
)


@dataclass(frozen=True)
class Known:
    """What the sender was given beforehand, so that inputs come past the first door."""

    tokens: Sequence[str] = ("token",)  # of conversations
    engine_key: str = "key"
    partner_key: str = "ukp_x"
    staff_cookie: str = ""
    staff_routes: Sequence[str] = ("admin/",)


@dataclass(frozen=True)
class Input:
    """`door`: which group it is of. `raw`: all bytes of an HTTP request. Or of a socket `path`, `headers` and
    the `messages` to it."""

    door: str
    raw: bytes = b""
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[str | bytes, ...] = ()


class Maker:
    """Makes the input of one number."""

    def __init__(self, number: int, known: Known) -> None:
        self.number, self.known = number, known
        self.random = random.Random(f"hostile {number}")

    def make(self) -> Input:
        doors, weights = zip(*DOORS.items(), strict=True)
        (door,) = self.random.choices(doors, weights)
        make: Callable[[Maker], Input] = getattr(Maker, f"make_{door}")
        return make(self)

    # --- parts ---

    def choose_value(self) -> object:
        if self.random.random() < 0.2:
            length = self.random.choice((1, 3, 10, 40, 300))
            return "".join(self.random.choices(LETTERS, k=length))
        if self.random.random() < 0.05:
            value: object = "deep"
            for _ in range(self.random.choice((50, 99, 101, 400))):
                value = [value] if self.random.random() < 0.5 else {"a": value}
            return value
        return self.random.choice(VALUES)

    def spoil(self, fields: dict[str, object]) -> dict[str, object]:
        """The same with one to three values replaced, at any depth, and now and then one more."""
        spoiled = dict(fields)
        for _ in range(self.random.randint(1, 3)):
            name = self.random.choice([*spoiled, str(self.choose_value())[:100]])
            inner = spoiled.get(name)
            if isinstance(inner, dict) and inner and self.random.random() < 0.7:
                spoiled[name] = self.spoil(inner)
            else:
                spoiled[name] = self.choose_value()
        return spoiled

    def write_json(self, value: object) -> bytes:
        """JSON, mostly."""
        text = json.dumps(value, ensure_ascii=self.random.random() < 0.7)
        body = text.encode("utf-8", "surrogatepass")
        way = self.random.random()
        if way < 0.8:
            return body
        ways: tuple[Callable[[], bytes], ...] = (
            lambda: body[: self.random.randrange(len(body) + 1)],
            lambda: self.flip(body),
            lambda: text.encode("utf-16", "surrogatepass"),
            lambda: b"\xef\xbb\xbf" + body,
            lambda: body + body,
            lambda: b"[" * NESTED + body,
            lambda: b'{"a":' * NESTED + b"1" + b"}" * NESTED,
            lambda: self.random.randbytes(self.random.choice((1, 50, 5000))),
            lambda: b"",
        )
        return self.random.choice(ways)()

    def flip(self, body: bytes) -> bytes:
        flipped = bytearray(body)
        for _ in range(self.random.randint(1, 4)):
            if flipped:
                flipped[self.random.randrange(len(flipped))] = self.random.randrange(256)
        return bytes(flipped)

    def choose_text(self) -> str:
        """For an address: never so long that the server does not read it."""
        return str(self.choose_value())[:2000]

    def quote(self) -> str:
        if self.random.random() < 0.1:
            return quote_from_bytes(self.random.randbytes(12))
        return quote(self.choose_text().encode("utf-8", "surrogatepass")[:1500], safe="")

    def build(
        self, method: str, target: str, body: bytes = b"", headers: dict[str, bytes] | None = None
    ) -> bytes:
        given = {"Host": b"localhost", "Content-Length": str(len(body)).encode(), "Connection": b"close"}
        given |= headers or {}
        if self.random.random() < 0.15:
            name = self.random.choice(
                (
                    "Host",
                    "Accept-Language",
                    "X-Forwarded-For",
                    "Cookie",
                    "Origin",
                    "Accept",
                    "Idempotency-Key",
                    "Authorization",
                    "X-Session-Token",
                    "X-Request-Id",
                    "traceparent",
                    "Range",
                    "If-Modified-Since",
                )
            )
            given[name] = self.write_header()
        lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in given.items())
        return f"{method} {target} HTTP/1.1\r\n".encode() + lines + b"\r\n" + body

    def write_header(self) -> bytes:
        value = self.choose_text().encode("utf-8", "surrogatepass")[:3000]
        if self.random.random() < 0.2:
            value = self.random.randbytes(20)
        return value.translate(None, b"\r\n\x00")

    def choose_token(self) -> bytes:
        if self.random.random() < 0.05:
            return self.write_header()
        return self.random.choice(self.known.tokens).encode()

    # --- doors ---

    def make_tool(self) -> Input:
        name = self.random.choice(list(TOOLS))
        body = self.write_json(self.spoil(TOOLS[name]))
        headers = {"X-Session-Token": self.choose_token(), "Content-Type": b"application/json"}
        if self.random.random() < 0.2:
            headers["Idempotency-Key"] = self.write_header()
        if self.random.random() < 0.03:
            headers["Content-Type"] = self.write_header()
        return Input("tool", self.build("POST", f"/api/functions/{name}", body, headers))

    def make_call(self) -> Input:
        path = self.random.choice(("session", "calls", "renewal", "hangup", "transcript"))
        headers = {"X-Session-Token": self.choose_token(), "Content-Type": b"application/json"}
        if path == "session":
            wanted: dict[str, object] = {
                "language": "ja",
                "toolMode": "browser",
                "locationId": "tokyo-ekimae",
            }
            if self.random.random() < 0.2:
                return Input("call", self.build("GET", f"/api/realtime/session?language={self.quote()}"))
            return Input(
                "call", self.build("POST", "/api/realtime/session", self.write_json(self.spoil(wanted)))
            )
        if path == "transcript":
            line: dict[str, object] = {"itemId": "a", "role": "caller", "text": "x", "position": 1}
            report: dict[str, object] = {
                "lines": [self.spoil(line)],
                "calls": [self.spoil({"callId": "c", "position": 2})],
            }
            body = self.write_json(self.spoil(report) if self.random.random() < 0.3 else report)
            return Input("call", self.build("POST", "/api/realtime/transcript", body, headers))
        headers["Content-Type"] = b"application/sdp"
        if path == "hangup":  # of a few, so that the other conversations go on
            headers["X-Session-Token"] = self.random.choice(self.known.tokens[-ENDING:]).encode()
        query = f"?typed={self.quote()}" if self.random.random() < 0.3 else ""
        return Input("call", self.build("POST", f"/api/realtime/{path}{query}", self.spoil_offer(), headers))

    def spoil_offer(self) -> bytes:
        lines = SDP.splitlines(keepends=True)
        way = self.random.random()
        if way < 0.3:
            self.random.shuffle(lines)
        elif way < 0.6:
            place = self.random.randrange(1, len(lines))
            key = lines[place].rstrip().split(":")[0][:20]
            lines[place] = f"{key}:{self.choose_text()[:200]}\r\n"
        elif way < 0.7:
            lines *= self.random.choice((2, 50))
        offer = "".join(lines).encode("utf-8", "surrogatepass")
        return self.flip(offer) if self.random.random() < 0.3 else offer

    def make_page(self) -> Input:
        target = self.random.choice(PAGES).format(self.quote())
        if self.random.random() < 0.3:
            target += f"{'&' if '?' in target else '?'}{self.quote()}={self.quote()}"
        method = self.random.choice(("GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "FOO"))
        body = self.write_json({"a": self.choose_value()}) if method == "POST" else b""
        types = (
            b"application/json",
            b"application/x-www-form-urlencoded",
            b"multipart/form-data; boundary=x",
            b"\xff",
        )
        return Input("page", self.build(method, target, body, {"Content-Type": self.random.choice(types)}))

    def make_partner(self) -> Input:
        call = {"jsonrpc": "2.0", "id": self.number, **self.random.choice(CALLS)}
        body = self.write_json(self.spoil(call))
        headers = {
            "Authorization": f"Bearer {self.known.partner_key}".encode(),
            "Content-Type": b"application/json",
            "Accept": b"application/json, text/event-stream",
        }
        if self.random.random() < 0.2:
            headers["MCP-Protocol-Version"] = self.write_header()
        return Input("partner", self.build("POST", "/mcp", body, headers))

    def make_engine(self) -> Input:
        path = self.random.choice(("client_secrets", "calls", "calls/x/hangup", "calls?model=x"))
        headers = {"Authorization": f"Bearer {self.known.engine_key}".encode()}
        body = self.write_json(self.spoil({"session": {"type": "realtime", "tools": []}}))
        return Input("engine", self.build("POST", f"/openai/v1/realtime/{path}", body, headers))

    def make_staff(self) -> Input:
        route = self.random.choice(self.known.staff_routes)
        target = "/" + "".join(
            part if not part.startswith("<") else self.quote() for part in split_route(route)
        )
        names = (
            "q",
            "day",
            "shop",
            "status",
            "status__exact",
            "p",
            "o",
            "e",
            "from",
            "to",
            "start",
            "end",
            "id",
            "pk",
            "period",
            "weeks",
            "location",
            "class",
            "kind",
            "page",
            "all",
            "date__gte",
            "month",
            "next",
        )
        asked = self.random.choices(names, k=self.random.randint(0, 3))
        pairs = "&".join(f"{name}={self.quote()}" for name in asked)
        cookie = {"Cookie": f"sessionid={self.known.staff_cookie}; csrftoken={'a' * 32}".encode()}
        if self.random.random() < 0.25 and "logout" not in target:
            cookie["Content-Type"] = b"application/x-www-form-urlencoded"
            body = f"csrfmiddlewaretoken={'a' * 32}&{pairs}".encode()
            return Input("staff", self.build("POST", target, body, cookie))
        return Input("staff", self.build("GET", f"{target}?{pairs}", b"", cookie))

    def make_raw(self) -> Input:
        raw = self.random.choice(RAW)
        return Input("raw", self.flip(raw) if self.random.random() < 0.5 else raw)

    def make_socket(self) -> Input:
        path = self.random.choice(
            ("/ws/session", "/ws/realtime", "/ws/staff/board", "/openai/v1/realtime?model=m")
        )
        hello = json.dumps({"type": "hello", "token": self.random.choice(self.known.tokens[-ENDING:])})
        messages: list[str | bytes] = [hello] if "ws/" in path and self.random.random() < 0.7 else []
        for _ in range(self.random.randint(1, 5)):
            told = self.write_json(self.spoil(self.random.choice(EVENTS)))
            as_bytes = self.random.random() < 0.15
            messages.append(told if as_bytes else told.decode("utf-8", "replace"))
        cookie = f"sessionid={self.known.staff_cookie}"
        headers = {"Authorization": f"Bearer {self.known.engine_key}", "Cookie": cookie}
        return Input("socket", path=path, headers=headers, messages=tuple(messages))


DOORS = {"tool": 40, "call": 12, "page": 12, "partner": 8, "engine": 5, "staff": 12, "raw": 5, "socket": 6}


def split_route(route: str) -> list[str]:
    """ "admin/<path:object_id>/change/" in its fixed parts and its converters."""
    parts, rest = [], route
    while "<" in rest:
        before, _, after = rest.partition("<")
        inside, _, rest = after.partition(">")
        parts += [before, f"<{inside}>"]
    return [*parts, rest]


def make(number: int, known: Known) -> Input:
    return Maker(number, known).make()


if __name__ == "__main__":
    print(make(int(sys.argv[1]), Known()))
