"""How the phone writes numbers: the country code stands apart, for every country there is."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import phonenumbers

import dialproof.sandbox.core.phone

STATIC = Path(dialproof.sandbox.core.phone.__file__).parent / "static"
SCRIPT = """
import { readable } from "./format.js";
const numbers = JSON.parse(process.argv[1]);
process.stdout.write(JSON.stringify(numbers.map(readable)));
"""


def written(numbers: list[str]) -> list[str]:
    node = shutil.which("node")
    assert node, "Node.js 20.19 or later is needed"
    command = [node, "--input-type=module", "--eval", SCRIPT, json.dumps(numbers)]
    result = subprocess.run(command, cwd=STATIC, capture_output=True, text=True, check=True, timeout=60)
    words: list[str] = json.loads(result.stdout)
    return words


def test_numbers_are_written_in_groups() -> None:
    assert written(["+14155550100", "+61491570006", "+46701740605", "someone@example.org"]) == [
        "+1 415 555 0100",
        "+61 491 570 006",
        "+46 701 740 605",
        "someone@example.org",
    ]


def test_the_country_code_of_every_country_stands_apart_and_no_digit_is_lost() -> None:
    examples = [phonenumbers.example_number(region) for region in sorted(phonenumbers.SUPPORTED_REGIONS)]
    numbers = [example for example in examples if example is not None]
    assert len(numbers) > 200
    plain = [phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) for number in numbers]
    for number, e164, words in zip(numbers, plain, written(plain), strict=True):
        assert words.replace(" ", "") == e164
        assert words.split(" ")[0] == f"+{number.country_code}"
