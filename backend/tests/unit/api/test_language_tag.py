"""Every well-formed BCP 47 tag is taken as `locale`, as browsers and phones write it; anything else is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dialproof.api.models import RequestVerification


def taken(tag: str) -> bool:
    try:
        RequestVerification.model_validate({"phoneNumber": "+14155550100", "locale": tag})
    except ValidationError as error:
        return [details["loc"] for details in error.errors()] != [("locale",)]
    return True


@pytest.mark.parametrize(
    "tag",
    [
        "en-US-u-fw-mon-mu-celsius",
        "de-DE-u-co-phonebk",
        "ar-EG-u-nu-latn-ca-islamic-umalqura",
        "zh-Hant-HK-u-hc-h23",
        "zh-Hant-HK",
        "sr-Latn-RS",
        "sr_Latn_RS",
        "pt_BR",
        "en",
        "EN-us",
        "es-419",
        "haw",
        "zh-cmn-Hans-CN",
        "zh-yue",
        "sgn-ase",
        "sl-rozaj-biske-1994",
        "de-CH-1996",
        "ca-ES-valencia",
        "hy-Latn-IT-arevela",
        "de-Latn-DE-1901-x-private",
        "en-t-jp-m0-true",
        "en-a-myext-b-another",
        "en-x-a",
        "x-whatever",
        "X-a-1-b",
        "abcd",
        "abcdefgh-US",
        "i-klingon",
        "I-Default",
        "en-GB-oed",
        "sgn-BE-FR",
        "art-lojban",
        "zh-min-nan",
        "no-bok",
    ],
)
def test_a_well_formed_tag_is_taken(tag: str) -> None:
    assert taken(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "e",
        "english1",
        "abcdefghi",
        "en-",
        "-en",
        "en--US",
        "en-US-",
        "en US",
        "en-u",
        "en-US-u",
        "en-u-x-a",
        "en-US-u-fw-mon-mu-celsiustoolong",
        "en-x",
        "x",
        "x-",
        "x-abcdefghi",
        "i-unknown",
        "en-Latn-Cyrl",
        "en-US-GB",
        "en-US-Latn",
        "en-a-b-c",
        "419",
        "*",
        "en-*",
        "en.UTF-8",
        "pt_BR.UTF-8",
        "zh_TW_#Hant",
        "en;q=0.8",
        "en,de",
        "en\n",
        "\uff45\uff4e",
        "en-\u0391\u0392",
        "x-" + "-".join(["abcdefgh"] * 40),
    ],
)
def test_what_is_no_tag_is_refused(tag: str) -> None:
    assert not taken(tag)


def subtags(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)


@st.composite
def tags(draw: st.DrawFn) -> str:
    """Put a tag together as RFC 5646, section 2.1, says."""
    pieces = [draw(subtags("[A-Za-z]{2,8}"))]
    if len(pieces[0]) < 4:
        pieces += draw(st.lists(subtags("[A-Za-z]{3}"), max_size=3))
    pieces += draw(st.lists(subtags("[A-Za-z]{4}"), max_size=1))
    pieces += draw(st.lists(subtags("[A-Za-z]{2}|[0-9]{3}"), max_size=1))
    pieces += draw(st.lists(subtags("[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}"), max_size=2))
    for singleton in draw(st.lists(subtags("[0-9A-WYZa-wyz]"), max_size=2)):
        pieces += [singleton, *draw(st.lists(subtags("[A-Za-z0-9]{2,8}"), min_size=1, max_size=3))]
    if draw(st.booleans()):
        pieces += ["x", *draw(st.lists(subtags("[A-Za-z0-9]{1,8}"), min_size=1, max_size=3))]
    return draw(st.sampled_from("-_")).join(pieces)


@given(tag=tags())
def test_whatever_the_grammar_makes_is_taken(tag: str) -> None:
    assert taken(tag)
