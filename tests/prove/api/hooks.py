"""What Schemathesis does not know by itself: which ids exist, and what is to be counted.

`LIANBAN_API_PLACES` names a file with, for each path of the document, the values of its places that
belong together, and under `*` what bodies name. Most of the calls get such values, so that they reach a request, a duty or a sitting
that is there; a place that was made wrong on purpose stays as it is. `LIANBAN_API_TALLY` names the file
that says at the end what was sent, what came back and what broke a rule.
"""

import atexit
import json
import os
import zlib

import schemathesis
from schemathesis.core.parameters import ParameterLocation

PLACES = json.load(open(os.environ["LIANBAN_API_PLACES"], encoding="utf-8"))
# Calls of a hundred that go where something is.
KNOWN_PERCENT = 85
FAILURES_TOLD = 50

statuses = {}
failures = {}


def dice(*what):
    """A number that is the same whenever the same is asked."""
    return zlib.crc32(repr(what).encode("utf-8", "surrogatepass"))


@schemathesis.hook
def before_call(context, case, kwargs):
    number = dice(case.operation.label, case.path_parameters, case.body, case.query, sent(case))
    if number % 100 >= KNOWN_PERCENT:
        return
    number //= 100
    known = PLACES.get(case.operation.path)
    if known and is_as_documented(case, ParameterLocation.PATH):
        case.path_parameters.update(known[number % len(known)])
    if is_as_documented(case, ParameterLocation.BODY):
        fill(case.body, PLACES["*"][number % len(PLACES["*"])])


def is_as_documented(case, part):
    """Whether this part of the call is of the kind that the document names."""
    part = case.meta.components.get(part) if case.meta else None
    return part is None or part.mode.is_positive


def fill(body, known):
    """Puts what is there into the members that name requests and duties."""
    if isinstance(body, list):
        for member in body:
            fill(member, known)
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        if name == "requests" and isinstance(value, list):
            body[name] = [known["case"]]
        elif name == "case_number" and isinstance(value, str):
            body[name] = known["case"]
        elif name == "duty" and isinstance(value, str):
            body[name] = known["duty"]
        else:
            fill(value, known)


def sent(case):
    return sum(statuses.get(case.operation.label, {}).values())


@schemathesis.hook
def after_call(context, case, response):
    answers = statuses.setdefault(case.operation.label, {})
    status = str(response.status_code)
    answers[status] = answers.get(status, 0) + 1


@schemathesis.hook
def filter_failure(context, failure, case, response):
    keep(case, response, failure)
    return True


def keep(case, response, failure):
    key = (case.operation.label, failure.title, response.status_code)
    if key in failures or len(failures) >= FAILURES_TOLD:
        return
    failures[key] = {
        "operation": case.operation.label,
        "rule": failure.title,
        "status": response.status_code,
        "why": str(failure)[:600],
        "call": case.as_curl_command()[:600],
        "answer": (response.text or "")[:300],
    }


@atexit.register
def tell():
    told = {"statuses": statuses, "failures": list(failures.values())}
    with open(os.environ["LIANBAN_API_TALLY"], "w", encoding="utf-8") as file:
        json.dump(told, file)
