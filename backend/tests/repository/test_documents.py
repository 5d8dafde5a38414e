"""What README and the pages tell people to do can be done."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from devtools.cli import make_parser
from devtools.places import BACKEND, FRONTEND, ROOT

from dialproof.app import create_app
from dialproof.sandbox.settings import SandboxSettings
from dialproof.settings import Settings

PAGES = [
    ROOT / "README.md",
    *(
        BACKEND / "docs" / name
        for name in ("CHANGELOG.md", "README.md", "architecture.md", "deploy.md", "embedding.md", "sandbox.md")
    ),
]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
# Read by Compose itself and by dev.py; everything else that a page sets is a setting of the API.
OTHER_NAMES = {"BACKENDS", "FORM_ADDRESS", "FORM_PORT", "API_PORT", "SANDBOX_PORT", "DIALPROOF_PORT_OFFSET"}
OTHER_NAMES |= set(SandboxSettings.variables())
# Read by the programs that call the sandbox.
OTHER_NAMES |= {"NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"}
COMPOSE_WORDS = {"up", "build", "logs", "ps", "run", "stop", "restart", "down"}


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@EVERY_PAGE
def test_every_file_that_is_linked_exists(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)|(?:src|srcset)=\"([^\"]+)\"", prose)
    missing = [one or other for one, other in targets if not (page.parent / (one or other)).exists()]
    assert missing == []


ARCHITECTURE = BACKEND / "docs" / "architecture.md"


def test_every_path_in_the_architecture_exists() -> None:
    paths = re.findall(r"`((?:backend|frontend)/[\w/.]+)`", text_of(ARCHITECTURE))
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_part_of_the_package_is_in_the_architecture() -> None:
    parts = {
        part.name if part.suffix else f"{part.name}/"
        for part in (BACKEND / "src" / "dialproof").iterdir()
        if not part.name.startswith("_") and part.name != "py.typed"
    }
    table = text_of(ARCHITECTURE).split("\n## The folders\n")[1].split("\n## ")[0]
    named = {name.removeprefix("backend/src/dialproof/") for name in re.findall(r"`([\w/.]+)`", table)}
    assert parts - named == set()


def test_every_step_in_the_architecture_names_what_is_in_its_file() -> None:
    for step in re.findall(r"^\d\. (.*(?:\n   .*)*)", text_of(ARCHITECTURE), flags=re.MULTILINE):
        path, *names = re.findall(r"`([^`]+)`", step)
        files = [ROOT / path] if (ROOT / path).is_file() else list((ROOT / path).rglob("*"))
        source = "".join(text_of(file) for file in files if file.suffix in {".py", ".toml"})
        inside = [name for name in names if not re.fullmatch(r"[a-z_]+\.py", name)]
        assert [name for name in inside if not re.search(rf"\b{name}\b", source)] == [], path


@EVERY_PAGE
def test_every_verb_of_dev_py_is_one(page: Path) -> None:
    for call in re.findall(r"python3 backend/dev\.py ([^`\n#]+)", text_of(page)):
        make_parser().parse_args(["demo"] if call.strip() == "--help" else shlex.split(call))


@EVERY_PAGE
def test_every_name_that_is_set_is_a_setting(page: Path) -> None:
    example = (BACKEND / ".env.example").read_text(encoding="utf-8")
    known = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", example, flags=re.MULTILINE)) | OTHER_NAMES
    # Which of them are secrets, and so can come from a file, is for the settings to say.
    known |= {f"{name}_FILE" for name in known}
    named = set(re.findall(r"\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b", text_of(page)))
    assert named - known == set()


@EVERY_PAGE
def test_no_line_for_an_env_file_carries_a_comment_that_would_become_its_value(page: Path) -> None:
    assert re.findall(r"^[A-Z_]+=\s*#.*$", text_of(page), flags=re.MULTILINE) == []


@EVERY_PAGE
def test_every_service_and_word_of_docker_compose_is_one(page: Path) -> None:
    files = [yaml.safe_load(text_of(BACKEND / "compose" / f"{name}.yml")) for name in ("services", "development")]
    services = {service for file in files for service in file["services"]}
    for call in re.findall(r"docker compose ([a-z][^`\n)&]*)", text_of(page)):
        words = shlex.split(call)
        assert words[0] in COMPOSE_WORDS, call
        for scaled in re.findall(r"--scale (\w+)=", call):
            assert scaled in services
        for word in words[1:]:
            assert word.startswith("-") or word in services or re.fullmatch(r"\w+=(\d|\$\w+)", word), call


def test_every_address_of_the_api_answers() -> None:
    rules = {rule.rule for rule in create_app(Settings.from_environ({})).url_map.iter_rules()}
    named = {
        path for page in PAGES for path in re.findall(r"(?:localhost|127\.0\.0\.1):5001(/[\w/.-]*[\w])", text_of(page))
    }
    assert named
    assert named <= rules


def test_the_ports_are_those_of_the_compose_file() -> None:
    ports = set(re.findall(r"http://localhost:(\d+)", text_of(ROOT / "README.md")))
    compose = "".join(text_of(BACKEND / "compose" / f"{name}.yml") for name in ("services", "development"))
    assert ports == set(re.findall(r"_PORT:-(\d+)\}:\d+", compose))


def rows_of(page: Path, heading: str) -> dict[str, str]:
    """Read the tables of a section: the first cell of each row, without backquotes, and the last one."""
    section = text_of(page).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \|(?:.*\|)? ([^|]*) \|$", section, flags=re.MULTILINE))


EMBEDDING = BACKEND / "docs" / "embedding.md"


def test_every_attribute_of_the_element_is_explained() -> None:
    element = text_of(FRONTEND / "src" / "embed" / "FormElement.tsx")
    [observed] = re.findall(r"observedAttributes = \[([^]]+)\]", element)
    assert set(rows_of(EMBEDDING, "Without React")) == set(re.findall(r"'([^']+)'", observed))


def test_every_property_of_the_component_is_explained() -> None:
    component = text_of(FRONTEND / "src" / "features" / "verification" / "PhoneVerification.tsx")
    [body] = re.findall(r"interface PhoneVerificationProps \{(.*?)\n\}", component, flags=re.DOTALL)
    assert set(rows_of(EMBEDDING, "With React")) == set(re.findall(r"readonly (\w+)\?", body))


def test_every_custom_property_of_the_form_is_explained_with_its_default() -> None:
    theme = text_of(FRONTEND / "src" / "components" / "theme.module.css")
    defaults = dict(re.findall(r"var\((--dialproof-[\w-]+), (.+)\);", theme))
    # The page around the card is not part of what is embedded.
    del defaults["--dialproof-page"]
    written = {
        name: " · ".join(f"`{value}`" for value in re.sub(r"light-dark\((.+), (.+)\)", r"\1|\2", default).split("|"))
        for name, default in defaults.items()
    }
    assert rows_of(EMBEDDING, "Make it look like yours") == {**written, "--dialproof-rem": "`1rem`"}
