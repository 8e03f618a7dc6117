"""`python -m tests.simsite --articles 400 --listings 20 reprint=5 missing=2` serves a site and prints its address.

`--selftest` prints instead how fast it serves and how heavy its pages are.
"""

import argparse
import http.client
import json
import multiprocessing
import signal
import sys
import time
from typing import Any

from . import Replies, Server, SimSite, serve


def knob(text: str) -> tuple[str, Any]:
    """`reprint=5`, `charset=gbk`, `listing_500=[3]`."""
    name, _, value = text.partition("=")
    try:
        parsed = json.loads(value)
    except ValueError:
        parsed = value
    return name, tuple(parsed) if isinstance(parsed, list) else parsed


def fetch(port: int, paths: list[str], times: int, done: Any) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    total = 0
    for i in range(times):
        connection.request("GET", paths[i % len(paths)])
        total += len(connection.getresponse().read())
    done.put(total)


def selftest(site: SimSite) -> None:
    """Serve to clients in two other processes, as a crawler would be."""
    sizes = [len(Replies(site, "http://127.0.0.1").reply(a.path).body) for a in site.articles]
    with serve(site) as server:
        started = time.perf_counter()
        server.warm()
        made = time.perf_counter() - started
        done: Any = multiprocessing.Queue()
        paths = [a.path for a in site.articles]
        clients = [multiprocessing.Process(target=fetch, args=(server.port, paths, 4000, done)) for _ in range(2)]
        started = time.perf_counter()
        for client in clients:
            client.start()
        total = sum(done.get() for _ in clients)
        took = time.perf_counter() - started
        for client in clients:
            client.join()
    print(f"pages made     {len(site.articles) / made:8.0f} /s")
    print(f"pages served   {8000 / took:8.0f} /s  ({total / took / 1e6:.0f} MB/s, two clients in two processes)")
    print(f"page weight    {min(sizes) / 1000:8.1f} kB at least, {sum(sizes) / len(sizes) / 1000:.1f} kB on average")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.simsite", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--listings", type=int, default=4)
    parser.add_argument("--selftest", action="store_true", help="print speed and weight, then stop")
    parser.add_argument("knobs", nargs="*", type=knob, metavar="KNOB=VALUE")
    args = parser.parse_args()
    site = SimSite(args.seed, args.articles, args.listings, **dict(args.knobs))
    if args.selftest:
        selftest(site)
        return
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # of all threads: one that waits for a lock may miss a signal
    server = Server(site, port=args.port)
    server.warm()
    print(server.url, flush=True)
    signal.sigwait(ends)
    server.close()
    print(f"{len(server.requests)} requests", file=sys.stderr)


if __name__ == "__main__":
    main()
