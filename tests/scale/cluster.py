"""Several web processes behind a real nginx, with a real PostgreSQL and Redis, as an operator runs them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres, product, redis_server
from tests.ports import free_port
from tests.product import ROOT

NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; "" close; }}
  upstream web {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_connect_timeout 1s;
    }}
  }}
}}
"""
# One who calls as fast as he can is no caller: what is measured is the product, not its limits.
UNLIMITED = {
    "SESSIONS_PER_MINUTE": "1000000",
    "SESSIONS_PER_DAY": "1000000",
    "CALLS_PER_MINUTE": "1000000",
    "TOOL_CALLS_PER_MINUTE": "1000000",
    "WRITES_PER_HOUR": "1000000",
    "WRITES_PER_DAY": "1000000",
    "BOOKINGS_PER_DAY": "1000000",
    "BOOKINGS_PER_SESSION": "0",
}

FAULT_LINES = 80


@dataclass
class Web:
    """One process; it may be ended and started again on its port."""

    environment: dict[str, str] = field(repr=False)
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-u", "manage.py", "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )

    def await_ready(self) -> None:
        assert self.process
        product.await_ready(self.process, self.log, lambda _said: product.answers(self.port))

    def end(self, how: signal.Signals) -> None:
        """Send this signal, once: a second one would end it at once. Return when it is gone."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@dataclass
class Cluster:
    url: str  # of the proxy
    database: str
    webs: list[Web]
    environment: dict[str, str] = field(repr=False)

    def find_holder(self, held_by: str) -> Web:
        """Whose lease it is (`leases.name_this_process`)."""
        return next(web for web in self.webs if web.pid == int(held_by.split(":")[1]))


@contextmanager
def running(folder: Path, processes: int, **settings: str) -> Iterator[Cluster]:
    """Migrated, seeded and ready, until the block ends."""
    with ExitStack() as stack:
        database = stack.enter_context(postgres.running())
        shared = stack.enter_context(redis_server.running())
        port = free_port()
        environment = product.environment_of(
            folder,
            port,
            DATABASE_URL=database,
            REDIS_URL=shared.url,
            BEHIND_PROXY="1",
            SECRET_KEY="shared by all",
            MESSAGES_IN_PROCESS="0",
            **{**UNLIMITED, **settings},
        )
        with product.Commands(environment) as commands:
            product.prepare(commands)
        webs = [Web(environment, folder / f"web-{number}.log") for number in range(processes)]
        for web in webs:
            stack.callback(web.end, signal.SIGKILL)
            web.start()
        for web in webs:
            web.await_ready()
        stack.enter_context(proxy(folder / "nginx", port, [web.port for web in webs]))
        try:
            yield Cluster(f"http://localhost:{port}", database, webs, environment)
        except BaseException:
            for web in webs:  # pytest shows what was printed beside the failure
                print(f"{web.log.name}:", *find_faults(web.log.read_text(encoding="utf-8")), sep="\n")
            raise


def find_nginx() -> str:
    """The program. Debian keeps it where only root looks."""
    return shutil.which("nginx") or "/usr/sbin/nginx"


def find_faults(log: str) -> list[str]:
    """The last lines of a process that are no plain report of a request."""
    return [line for line in log.splitlines() if " INFO " not in line][-FAULT_LINES:]


@contextmanager
def proxy(folder: Path, port: int, ports: list[int]) -> Iterator[None]:
    folder.mkdir()
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=1s;" for each in ports)
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, port=port, servers=servers, user=user))
    command = [find_nginx(), "-p", str(folder), "-c", str(configuration), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        product.await_ready(process, configuration, lambda _text: product.answers(port), 30)
        yield
    finally:
        process.terminate()
        process.wait()
