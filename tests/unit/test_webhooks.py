"""Webhooks over a real loopback server: at least once, in order, signed, and never in the way of a publish."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from watch_parts import SHUT, Home, Receiver, bodies, counted, home, receiver, renamed

from corroborate.errors import ConfigError
from corroborate.fetch import HttpPoster
from corroborate.pipeline.webhooks import SIGNATURE, deliver, hook_key, unknown_places
from corroborate.settings import load
from corroborate.testing.examples import example_build
from corroborate.types import StageReport, Verdict


def hooked(path: Path, *urls: str, **more: object) -> Home:
    return home(path, webhooks=list(urls), webhook_allow_private=True, **more)


def change(made: Home, number: int) -> None:
    made.build(renamed(example_build(), f"Headline {number}"))


def whole(report: StageReport) -> bool:
    return report.total == report.kept + sum(report.dropped_by_reason.values())


def test_new_events_are_posted_as_they_stand_in_the_file_and_once(tmp_path: Path) -> None:
    with receiver() as got:
        made = hooked(tmp_path, got.url())
        made.house().watch(SHUT, "me")
        report = made.publish()
        assert got.taken == [(tmp_path / "published" / "events.jsonl").read_bytes()]
        assert [event["type"] for event in bodies(got.taken)] == ["created", "answered"]
        assert (report.counts["webhooks"], dict(report.dropped_by_reason), whole(report)) == (2, {}, True)
        [(path, headers, _)] = got.asked
        assert path == "/hook?token=s3cret"
        assert headers["Content-Type"] == "application/x-ndjson"
        assert headers["Host"] == f"127.0.0.1:{got.port}"
        assert SIGNATURE not in headers
        assert "webhooks" not in made.publish().counts
        made.build(counted(example_build(), 1, 1, 1, Verdict.SINGLE_SOURCE))
        made.publish()
        assert len(got.taken) == 2
        assert got.keys() == [event["idempotency_key"] for event in made.events()]


def test_a_body_is_signed_with_the_secret_that_the_environment_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as got:
        made = hooked(tmp_path, got.url(), webhook_secret_env="NEWS_HOOK_SECRET")
        monkeypatch.delenv("NEWS_HOOK_SECRET", raising=False)
        for value in (None, ""):
            if value is not None:
                monkeypatch.setenv("NEWS_HOOK_SECRET", value)
            report = made.publish()
            [reason] = report.dropped_by_reason
            assert reason.endswith("the environment has no NEWS_HOOK_SECRET to sign with")
            assert got.asked == []
        monkeypatch.setenv("NEWS_HOOK_SECRET", "pässword")
        made.publish()
        [(_, headers, body)] = got.asked
        wanted = hmac.new("pässword".encode(), body, hashlib.sha256).hexdigest()
        assert headers[SIGNATURE] == f"sha256={wanted}"
        assert got.keys() == [event["idempotency_key"] for event in made.events()]


def test_what_is_not_taken_is_kept_reported_and_sent_with_the_next(tmp_path: Path) -> None:
    with receiver(500, "die") as got:
        made = hooked(tmp_path, got.url())
        for wanted, reason in ((1, "http 500"), (2, "connection lost")):
            change(made, wanted)
            report = made.publish()
            assert report.dropped_by_reason == {f"events kept for webhook 127.0.0.1: {reason}": wanted}
            assert whole(report)
            assert "s3cret" not in str(report)
            assert len(made.events()) == wanted
        assert got.taken == []
        report = made.publish()
        assert (report.counts["webhooks"], dict(report.dropped_by_reason)) == (2, {})
        assert got.keys() == [event["idempotency_key"] for event in made.events()]
        made.publish()
        assert len(got.taken) == 1
        assert "s3cret" not in str(made.house().published().rows("SELECT * FROM runs"))


def test_nobody_there(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = hooked(tmp_path, f"http://127.0.0.1:{port}/")
    report = made.publish()
    assert report.dropped_by_reason == {"events kept for webhook 127.0.0.1: connection refused": 1}
    assert made.house().published().rows("SELECT count(*) AS n FROM stories") == [{"n": 1}]


def test_loopback_is_refused_unless_the_settings_allow_it(tmp_path: Path) -> None:
    with receiver() as got:
        made = home(tmp_path, webhooks=[got.url()])
        assert made.publish().dropped_by_reason == {"events kept for webhook 127.0.0.1: forbidden address": 1}
        assert got.asked == []
        assert len(made.events()) == 1


@pytest.mark.parametrize(
    "host", ["localhost", "[::ffff:127.0.0.1]", "[::1]", "2130706433", "0x7f.1", "169.254.169.254", "10.0.0.1"]
)
def test_no_way_of_writing_an_inner_address_gets_through(tmp_path: Path, host: str) -> None:
    with receiver() as got:
        places, report = deliver(lines(tmp_path, 1), [got.url(host=host)], {}, poster(allow_private=False).post, b"")
        [reason] = report.dropped_by_reason
        assert reason.endswith((": forbidden address", ": unknown host"))
        assert (places, got.asked) == ({}, [])


def test_an_address_with_credentials_is_refused(tmp_path: Path) -> None:
    with receiver() as got:
        url = f"http://me:s3cret@127.0.0.1:{got.port}/"
        _, report = deliver(lines(tmp_path, 1), [url], {}, poster().post, b"")
        assert report.dropped_by_reason == {"events kept for webhook 127.0.0.1: forbidden address": 1}
        assert got.asked == []


def test_one_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    with receiver("hang", "die") as bad, receiver() as good:
        made = hooked(tmp_path, bad.url(), good.url(), webhook_timeout=0.5)
        for number in range(2):
            change(made, number)
            report = made.publish()
            assert report.counts["webhooks"] == 1
            assert len(report.dropped_by_reason) == 1
        assert good.keys() == [event["idempotency_key"] for event in made.events()]
        made.publish()
        assert bad.keys() == good.keys()
        assert len(good.taken) == 2


def test_a_new_webhook_begins_at_what_is_new(tmp_path: Path) -> None:
    with receiver() as old, receiver() as new:
        made = hooked(tmp_path, old.url())
        made.publish()
        made = hooked(tmp_path, old.url(), new.url())
        change(made, 1)
        made.publish()
        assert len(old.keys()) == 2
        assert new.keys() == old.keys()[1:]
        # One that is left out for a while gets what it missed.
        hooked(tmp_path, old.url())
        change(made, 2)
        made.publish()
        made = hooked(tmp_path, old.url(), new.url())
        made.publish()
        assert new.keys() == old.keys()[1:]


_PUBLISH = """
import sys
from pathlib import Path
from corroborate.wiring import open_house
print('ready', flush=True)
sys.stdin.readline()
open_house(Path(sys.argv[1]), environ={}).publish('killed')
"""


def test_a_publish_killed_while_it_posts_posts_again(tmp_path: Path) -> None:
    with receiver("kill") as got:
        made = hooked(tmp_path, got.url())
        with subprocess.Popen(
            [sys.executable, "-c", _PUBLISH, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            got.victim = child.pid
            child.communicate("go\n", timeout=120)
            assert child.returncode == -9
        assert (tmp_path / "published" / "events.jsonl").is_file()
        assert got.taken == []
        made.publish()
        assert got.keys() == [event["idempotency_key"] for event in made.events()]
        assert got.asked[0][2] == got.asked[1][2]


def test_events_that_were_made_anew_are_all_sent(tmp_path: Path) -> None:
    with receiver() as got:
        made = hooked(tmp_path, got.url())
        for number in range(3):
            change(made, number)
            made.publish()
        assert len(got.keys()) == 3
        (tmp_path / "published").unlink()
        shutil.rmtree(tmp_path / "releases")
        change(made, 9)
        made.publish()
        assert bodies(got.taken[3:]) == made.events()
        change(made, 10)
        made.publish()
        assert bodies(got.taken[4:]) == made.events()[1:]


# Many events, over the parts themselves.


def lines(folder: Path, count: int) -> Path:
    path = folder / "events.jsonl"
    path.write_text("".join(json.dumps({"idempotency_key": f"e{n}"}) + "\n" for n in range(count)), encoding="utf-8")
    return path


def poster(**more: Any) -> HttpPoster:
    return HttpPoster(**({"user_agent": "test/1", "timeout": 20.0, "allow_private": True} | more))


def send(got: Receiver, events: Path, places: dict[str, tuple[int, str]]) -> StageReport:
    moved, report = deliver(events, [got.url()], places, poster().post, b"")
    places |= moved
    return report


def test_many_events_go_in_batches_and_go_on_where_they_stopped(tmp_path: Path) -> None:
    events = lines(tmp_path, 450)
    with receiver(200, 200, 500) as got:
        places: dict[str, tuple[int, str]] = {}
        report = send(got, events, places)
        assert [len(body.splitlines()) for body in got.taken] == [200, 200]
        assert places[hook_key(got.url())][0] == 400
        assert (report.total, report.kept, whole(report)) == (450, 400, True)
        assert send(got, events, places).kept == 50
        assert got.keys() == [f"e{n}" for n in range(450)]
        assert send(got, events, places).total == 0
        assert len(got.asked) == 4


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (500, "http 500"),
        (404, "http 404"),
        (429, "http 429"),
        (302, "http 302"),
        (307, "http 307"),
        ("hang", "timeout"),
        ("die", "connection lost"),
    ],
)
def test_no_answer_but_a_2xx_is_a_delivery(tmp_path: Path, reply: int | str, reason: str) -> None:
    events = lines(tmp_path, 3)
    with receiver(reply) as got:
        post = poster(timeout=0.5 if reply == "hang" else 20.0).post
        places, report = deliver(events, [got.url()], {}, post, b"")
        assert (places, got.taken) == ({}, [])
        assert report.dropped_by_reason == {f"events kept for webhook 127.0.0.1: {reason}": 3}
        assert [path for path, _, _ in got.asked] == ["/hook?token=s3cret"]
        assert send(got, events, {}).kept == 3


def test_a_line_that_is_no_event_is_passed_over(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_bytes(b'{"idempotency_key": "e0"}\n{"broken\n[1]\n\xff\xfe\n{"idempotency_key": "e1"}\n')
    with receiver() as got:
        places: dict[str, tuple[int, str]] = {}
        report = send(got, events, places)
        assert (got.keys(), report.total, report.kept) == (["e0", "e1"], 2, 2)
        assert send(got, events, places).total == 0


def test_a_place_in_another_file_is_found_by_its_line(tmp_path: Path) -> None:
    with receiver() as got:
        places: dict[str, tuple[int, str]] = {}
        send(got, lines(tmp_path, 5), places)
        kept = (tmp_path / "events.jsonl").read_bytes().splitlines(keepends=True)
        (tmp_path / "events.jsonl").write_bytes(b"".join(kept[3:]) + b'{"idempotency_key": "new"}\n')
        send(got, tmp_path / "events.jsonl", places)
        assert got.keys()[5:] == ["new"]


def test_no_file_of_events_is_no_events(tmp_path: Path) -> None:
    with receiver() as got:
        assert unknown_places([got.url()], {}, tmp_path / "absent") == {hook_key(got.url()): (0, "")}
        assert send(got, tmp_path / "absent", {}).total == 0
        assert got.asked == []


def test_the_resolver_s_hosts_are_posted_to_by_their_name(tmp_path: Path) -> None:
    with receiver() as got:
        post = poster(allow_private=False, resolver=lambda host: [("127.0.0.1", got.port)]).post
        _, report = deliver(lines(tmp_path, 1), ["http://hooks.example/x"], {}, post, b"k")
        assert (report.kept, got.asked[0][1]["Host"]) == (1, "hooks.example")
        assert got.asked[0][1][SIGNATURE].startswith("sha256=")


# Settings.


@pytest.mark.parametrize(
    "value",
    ['"https://hooks.example/s3cret"', "[3]", '["ftp://hooks.example/s3cret"]', '["s3cret"]', '["https://"]', "{}"],
)
def test_wrong_webhooks_are_one_line_that_tells_no_secret(tmp_path: Path, value: str) -> None:
    (tmp_path / "corroborate.toml").write_text(f"[publish]\nwebhooks = {value}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"publish\.webhooks") as caught:
        load(tmp_path, None, {})
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_webhooks_from_file_and_environment_each_once(tmp_path: Path) -> None:
    one, two = "https://hooks.example/a", "http://hooks.example/b"
    (tmp_path / "corroborate.toml").write_text(f'[publish]\nwebhooks = ["{one}", "{one}"]\n', encoding="utf-8")
    assert load(tmp_path, None, {}).publish.webhooks == (one,)
    environ = {"CORROBORATE_PUBLISH_WEBHOOKS": json.dumps([two, one])}
    assert load(tmp_path, None, environ).publish.webhooks == (two, one)
    assert load(tmp_path / "none", None, {}).publish.webhooks == ()
