"""What goes on while something is away, and after."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import requests

from compose.faults import has_taken_up, slow_down
from compose.stack import Stack, Visitor, run, wait_until


def test_without_redis_verifications_complete_and_begin_and_all_is_well_when_it_is_back(
    stack: Stack, visitor: Visitor, people: Iterator[Visitor]
) -> None:
    started = [container["State"]["StartedAt"] for container in stack.containers("backend")]
    assert visitor.ask(stack.form).json()["status"] == "pending"
    stack.compose("stop", "redis")
    assert visitor.check(stack.form, stack.code_for(visitor.number)).json()["status"] == "verified"
    newcomer = next(people)
    assert newcomer.ask(stack.form).json()["status"] == "pending"
    readiness = stack.readiness()
    assert readiness["status"] == "degraded"
    assert readiness["dependencies"]["limits"]["status"] != "ok"

    stack.compose("start", "redis")
    wait_until(lambda: stack.readiness()["status"] == "ready", "Redis is used again")
    assert newcomer.check(stack.form, stack.code_for(newcomer.number)).json()["status"] == "verified"
    assert [container["State"]["StartedAt"] for container in stack.containers("backend")] == started


def test_limits_hold_while_redis_is_away(stack: Stack, crowd: list[Visitor]) -> None:
    stack.compose("stop", "redis")
    # Each worker process counts alone then, so that with two of them no more than twice the limit gets through. Which
    # of the two takes a call is chance, and so is which calls are refused.
    statuses = [one.ask(stack.form).status_code for one in crowd]
    stack.compose("start", "redis")
    assert set(statuses) == {200, 429}
    assert 5 <= statuses.count(200) <= 10


def test_a_redis_that_lost_its_volume_breaks_no_verification_and_lifts_no_limit(
    stack: Stack, visitor: Visitor, crowd: list[Visitor]
) -> None:
    assert visitor.ask(stack.form).json()["status"] == "pending"
    assert [one.ask(stack.form).status_code for one in crowd[:6]] == [200] * 5 + [429]
    started = [container["State"]["StartedAt"] for container in stack.containers("backend")]
    stack.compose("rm", "--stop", "--force", "redis")
    run("docker", "volume", "rm", f"{stack.project}_counters")
    stack.compose("up", "--detach", "--wait", "--no-recreate", "redis")
    wait_until(lambda: stack.readiness()["status"] == "ready", "Redis is used again")
    assert visitor.check(stack.form, stack.code_for(visitor.number)).json()["status"] == "verified"
    # Redis counts anew; each process knows what it had let through itself.
    afterwards = [one.ask(stack.form).status_code for one in crowd[6:18]]
    assert set(afterwards) <= {200, 429}
    assert afterwards.count(200) <= 5
    assert [container["State"]["StartedAt"] for container in stack.containers("backend")] == started


def test_limits_outlive_a_restart_of_everything(stack: Stack, crowd: list[Visitor]) -> None:
    assert [one.ask(stack.form).status_code for one in crowd[:5]] == [200] * 5
    # Redis writes what it counts to its disk once a second.
    wait_until(lambda: written(stack), "the counts are on the disk")
    stack.compose("restart", "redis", "backend")
    stack.up()
    assert crowd[5].ask(stack.form).status_code == 429


def written(stack: Stack) -> bool:
    info = stack.compose("exec", "--no-TTY", "redis", "redis-cli", "INFO", "persistence").stdout
    return "aof_pending_bio_fsync:0" in info and "aof_buffer_length:0" in info


def test_a_restart_of_the_backend_loses_no_verification_and_no_check_that_is_running(
    stack: Stack, visitor: Visitor, people: Iterator[Visitor]
) -> None:
    busy = next(people)
    assert {one.ask(stack.form).json()["status"] for one in (visitor, busy)} == {"pending"}
    slow_down(stack, "check", busy.number, seconds=3)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(busy.check, stack.form, stack.code_for(busy.number))
        wait_until(lambda: has_taken_up(stack, busy.number), "the provider has the check")
        stack.compose("restart", "backend")
    assert answer.result().json()["status"] == "verified"
    wait_until(lambda: visitor.state(stack.form).status_code == 200, "the backend is back")
    assert visitor.check(stack.form, stack.code_for(visitor.number)).json()["status"] == "verified"


def test_while_no_backend_is_there_the_answer_is_a_problem_that_says_when(stack: Stack, visitor: Visitor) -> None:
    stack.compose("stop", "backend")
    answer = visitor.ask(stack.form)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == str(answer.json()["retryAfter"])
    assert requests.get(stack.form, timeout=10).status_code == 200
    stack.compose("start", "backend")
    wait_until(lambda: visitor.ask(stack.form).status_code == 200, "the backend is back")


def test_a_call_whose_backend_dies_is_not_said_to_have_sent_nothing(stack: Stack, visitor: Visitor) -> None:
    slow_down(stack, "start", visitor.number, seconds=5)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(visitor.ask, stack.form)
        wait_until(lambda: has_taken_up(stack, visitor.number), "the provider has the call")
        run("docker", "kill", stack.containers("backend")[0]["Id"])
    problem = answer.result().json()
    assert (problem["status"], problem["code"]) == (504, "provider_timeout")
    assert answer.result().headers["Retry-After"] == str(problem["retryAfter"])


def test_an_nginx_that_starts_before_any_backend_says_so_and_finds_the_first_one(
    stack: Stack, visitor: Visitor
) -> None:
    stack.compose("stop", "backend")
    stack.compose("restart", "frontend")
    wait_until(lambda: answers(stack.form), "the form is back")
    assert visitor.state(stack.form).json()["status"] == 503
    stack.compose("start", "backend")
    wait_until(lambda: visitor.state(stack.form).status_code == 200, "the backend is back")


def test_an_nginx_that_no_longer_follows_its_backends_starts_anew(stack: Stack, visitor: Visitor) -> None:
    # The image has no tool to find a process by its words.
    find = "for one in /proc/[0-9]*; do grep -qsz '^alway[s]$' $one/cmdline && kill -KILL ${one#/proc/}; done; true"
    # The container may end before the command does.
    stack.compose("exec", "--no-TTY", "frontend", "sh", "-c", find, check=False)
    wait_until(lambda: stack.containers("frontend")[0]["RestartCount"] == 1, "the engine starts nginx anew")
    wait_until(lambda: answers(f"{stack.form}/api/config"), "the form is back")


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=10).status_code == 200
    except requests.ConnectionError:
        return False


def test_a_stop_cuts_off_no_check_that_is_running(stack: Stack, people: Iterator[Visitor]) -> None:
    several = [next(people) for _ in range(6)]
    assert {one.ask(stack.form).json()["status"] for one in several} == {"pending"}
    codes = [stack.code_for(one.number) for one in several]
    for one in several:
        # The connection breaks at the end of that, and the check goes out anew: the provider has to be there still.
        slow_down(stack, "check", one.number, seconds=4, drop="before")
    with ThreadPoolExecutor(len(several)) as pool:
        answers = [pool.submit(one.check, stack.form, code) for one, code in zip(several, codes, strict=True)]
        wait_until(lambda: all(has_taken_up(stack, one.number) for one in several), "the provider has the checks")
        stack.compose("stop")
    assert [answer.result().json()["status"] for answer in answers] == ["verified"] * len(several)


def test_the_demos_key_outlives_its_containers(stack: Stack, visitor: Visitor) -> None:
    assert visitor.ask(stack.form).json()["status"] == "pending"
    stack.compose("rm", "--stop", "--force", "backend", "prepare", "frontend")
    stack.up()
    assert visitor.check(stack.form, stack.code_for(visitor.number)).json()["status"] == "verified"
