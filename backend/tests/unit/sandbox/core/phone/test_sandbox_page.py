"""The phone's page: complete, from one host, with nothing inline."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import dialproof.sandbox.core.phone
from unit.sandbox.world import World

STATIC = Path(dialproof.sandbox.core.phone.__file__).parent / "static"
FILES = sorted(path.name for path in STATIC.iterdir())
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))


class Page(HTMLParser):
    """What the markup holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed((STATIC / "index.html").read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]


PAGE = Page()


def test_the_page_is_served_under_a_strict_policy(world: World) -> None:
    response = world.client.get("/", buffered=True)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", FILES)
def test_each_part_is_served_with_a_type_that_browsers_accept(world: World, name: str) -> None:
    types = {".js": "javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
    response = world.client.get(f"/phone/{name}", buffered=True)
    assert response.status_code == 200
    assert types[Path(name).suffix] in response.content_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_outside_the_pages_folder_is_served(world: World) -> None:
    for path in ("../__init__.py", "%2e%2e/__init__.py", "..%2f__init__.py", "nothing.js"):
        assert world.client.get(f"/phone/{path}").status_code == 404


def test_no_script_and_no_style_is_inline() -> None:
    for tag, attributes in PAGE.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "script" or attributes.get("src")


def test_no_other_host_is_named_but_in_links_for_people() -> None:
    for tag, attributes in PAGE.tags:
        for name in ("src", "href"):
            if tag != "a" and (value := attributes.get(name)):
                assert value.startswith(("/", "#"))
    addresses = set(re.findall(r"https?://[^\"'\s)]+", SCRIPTS))
    assert addresses == {"http://www.w3.org/2000/svg"}
    for sheet in STATIC.glob("*.css"):
        assert "url(" not in sheet.read_text(encoding="utf-8")


def test_text_never_becomes_markup() -> None:
    for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "setHTML"):
        assert door not in SCRIPTS


def test_every_element_a_script_asks_for_exists_once() -> None:
    asked = set(re.findall(r'byId\("([^"]+)"\)', SCRIPTS))
    assert len(asked) > 20
    assert asked <= set(PAGE.ids)
    assert len(PAGE.ids) == len(set(PAGE.ids))


def test_every_picture_a_script_asks_for_exists() -> None:
    asked = set(re.findall(r'icon(?:\(|: )"([a-z]+)"', SCRIPTS))
    assert asked
    assert {f"icon-{name}" for name in asked} <= set(PAGE.ids)


def test_every_field_has_a_label_and_every_reference_a_target() -> None:
    labelled = {attributes.get("id") for tag, attributes in PAGE.tags if tag in ("input", "select")}
    assert labelled
    for _, attributes in PAGE.tags:
        for name in ("aria-controls", "aria-labelledby", "list"):
            if value := attributes.get(name):
                assert value in PAGE.ids


def test_every_call_of_the_page_exists_on_the_server(world: World) -> None:
    paths = set(re.findall(r'"(/(?:inbox|control)[^"?$]*)"', SCRIPTS))
    routes = {rule.rule for rule in world.client.application.url_map.iter_rules()}
    assert len(paths) > 5
    assert paths <= routes
