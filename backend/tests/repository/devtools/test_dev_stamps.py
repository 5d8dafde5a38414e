"""When a set-up step is done again, and when it is not."""

from pathlib import Path

from devtools.setup import form, python, stamps


def test_a_step_is_current_only_for_exactly_what_it_was_done_for(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "made" / "stamp"
    lock.write_text("a==1")
    before = stamps.digest([lock], "3.11")
    assert not stamps.is_current(stamp, before)
    stamps.write(stamp, before)
    assert stamps.is_current(stamp, before)
    lock.write_text("a==2")
    assert not stamps.is_current(stamp, stamps.digest([lock], "3.11"))


def test_the_digest_keeps_files_and_words_apart(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("ab")
    two.write_text("c")
    first = stamps.digest([one, two])
    one.write_text("a")
    two.write_text("bc")
    assert stamps.digest([one, two]) != first
    assert stamps.digest([], "3.11") != stamps.digest([], "3.12")


def test_a_tree_changes_with_content_and_names_but_not_with_what_the_build_makes(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    page = tmp_path / "src" / "page.ts"
    page.write_text("one")
    before = stamps.digest_tree(tmp_path, without=form.NOT_SOURCES)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "thing.js").write_text("made")
    (tmp_path / "tsconfig.app.tsbuildinfo").write_text("made")
    assert stamps.digest_tree(tmp_path, without=form.NOT_SOURCES) == before
    page.rename(tmp_path / "src" / "other.ts")
    renamed = stamps.digest_tree(tmp_path, without=form.NOT_SOURCES)
    assert renamed != before
    (tmp_path / "src" / "other.ts").write_text("two")
    assert stamps.digest_tree(tmp_path, without=form.NOT_SOURCES) not in {before, renamed}


def make_environment(folder: Path, version: str, command: str | None = None) -> Path:
    folder.mkdir()
    made_by = f"command = /usr/bin/python3 -m venv {folder if command is None else command}\n"
    (folder / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n{made_by}")
    return folder


def test_an_environment_of_another_python_is_made_anew(tmp_path: Path) -> None:
    venv = make_environment(tmp_path / ".venv", "3.11.7")
    assert python.reason_to_rebuild(venv, "3.13") == "it was made with Python 3.11, and this is Python 3.13"


def test_an_environment_that_was_moved_is_made_anew(tmp_path: Path) -> None:
    venv = make_environment(tmp_path / ".venv", "3.13.1", "/elsewhere/.venv")
    assert python.reason_to_rebuild(venv, "3.13") == "it was made for another folder"


def test_an_environment_that_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert python.reason_to_rebuild(tmp_path / "empty", "3.13") == "it was never finished"
    venv = make_environment(tmp_path / ".venv", "3.13.1")
    assert "never finished" in (python.reason_to_rebuild(venv, "3.13") or "")


def test_no_environment_is_no_reason_to_remove_one(tmp_path: Path) -> None:
    assert python.reason_to_rebuild(tmp_path / ".venv", "3.13") is None


def test_the_development_packages_include_the_running_ones() -> None:
    packages = python.Packages
    assert python.covered(packages.DEVELOP) == (packages.RUN, packages.DEVELOP)
    assert python.covered(packages.RUN) == (packages.RUN,)


def test_every_lock_that_set_up_reads_exists() -> None:
    assert all(lock.is_file() for packages in python.Packages for lock in packages.locks)


def test_how_the_checks_are_set_is_no_reason_to_install_anew_and_a_new_dependency_is(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\nname = "a"\n[tool.ruff]\nline-length = 120\n')
    before = python.what_is_installed(file)
    file.write_text('[project]\nname = "a"\n[tool.ruff]\nline-length = 100\n')
    assert python.what_is_installed(file) == before
    file.write_text('[project]\nname = "a"\ndependencies = ["flask"]\n')
    assert python.what_is_installed(file) != before
