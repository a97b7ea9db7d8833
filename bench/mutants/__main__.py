"""Change the code of a target a little, thousands of times, and run the tests that should notice.

mutmut works on a copy of the files that git knows, in a folder of its own; nothing is left here. A mutant that no test notices is
printed with its change; those that change nothing anybody could see are listed with the reason in ``equivalent.md`` beside this file. Every mutant
is judged by all tests of its target that reach it, the quick ones first, the first that fails ending it; ``--like`` judges some mutants again.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
PACKAGES = ("validation", "workbook_templates", "macros_py", "addin")
NOTICED = ("killed", "timeout", "suspicious", "segfault")
_RESULT = re.compile(r"^ +(\S+): (.+)$", re.MULTILINE)


class Target(NamedTuple):
    """Code that must not be wrong, and the tests that should notice when it is."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    too_slow: str = ""
    """Tests left out, as pytest's ``-k`` wants them: a mutant that only these notice counts as a survivor."""


TARGETS = {
    "money": Target(("validation/money.py",), ("tests/validation/test_money.py", "tests/validation/test_formal_amounts.py")),
    "ledger": Target(
        ("macros_py/ledger.py", "macros_py/valuation.py", "macros_py/movements.py", "macros_py/history.py"),
        (
            "tests/macros_py/test_valuation.py",
            "tests/macros_py/test_history.py",
            "tests/macros_py/test_movements.py",
            "tests/macros_py/test_ledger.py",
            "tests/macros_py/test_ledger_against_second.py",
            "tests/macros_py/test_flows.py",
        ),
    ),
    "save": Target(
        (
            "addin/save.py",
            "addin/new_file.py",
            "addin/swap.py",
            "addin/system_errors.py",
            "addin/lock_files.py",
            "addin/leftovers.py",
        ),
        ("tests/addin/test_saving.py", "tests/addin/test_saving_places.py", "tests/addin/test_lock_files.py"),
        "at_the_same_time or a_kill_at_any_step",
    ),
    "guard": Target(
        ("addin/guard.py", "addin/zip_directory.py"), ("tests/addin/test_guard.py", "tests/addin/test_zip_directory.py")
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the targets asked for, and print killed, survived and score of each."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants")
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="which (default: all)")
    parser.add_argument("--examples", type=int, default=50, help="examples of each property test (default 50)")
    parser.add_argument("--processes", type=int, default=2, help="how many at once (default 2)")
    parser.add_argument("--like", action="append", default=[], metavar="NAME", help="only mutants of this name (* is anything)")
    options = parser.parse_args(arguments)
    for name in options.targets or TARGETS:
        sys.stdout.write(told(name, *found(TARGETS[name], options.examples, options.processes, options.like)))
        sys.stdout.flush()
    return 0


def found(target: Target, examples: int, processes: int, like: Sequence[str] = ()) -> tuple[dict[str, str], dict[str, str]]:
    """What became of each mutant (of those whose name is ``like`` one given, if any is), and what the survivors change."""
    with tempfile.TemporaryDirectory(prefix="mealbook-mutants-") as scratch:
        place = Path(scratch, "mealbook")
        copy_of_the_files(place)
        configured(place, target)
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": scratch, "TMPDIR": scratch, "LANG": "C.UTF-8"}
        environment |= {"MEALBOOK_EXAMPLES": str(examples), "MEALBOOK_MUTANTS": "1"}

        def mutmut(*words: str) -> str:
            command = [MUTMUT, *words]
            done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
            if done.returncode != 0:
                raise SystemExit(f"mutmut {words[0]} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
            return done.stdout

        mutmut("run", "--max-children", str(processes), *like)
        results = dict(_RESULT.findall(mutmut("results", "--all", "true")))
        became = {name: fate for name, fate in results.items() if fate != "not checked"}
        return became, {name: mutmut("show", name) for name, fate in became.items() if fate not in NOTICED}


def copy_of_the_files(place: Path) -> None:
    """What git knows of, as it stands now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - from PATH
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place / name)


def configured(place: Path, target: Target) -> None:
    """Tell mutmut, in the copy alone, what to change and which tests to run."""
    with (place / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(
            f"\n[tool.mutmut]\nsource_paths = {list(PACKAGES)}\nonly_mutate = {list(target.code)}\n"
            f'also_copy = ["bench", "docs"]\ntimeout_constant = 10.0\ntimeout_multiplier = 3.0\n'
            f"pytest_add_cli_args = {['-k', f'not ({target.too_slow})'] if target.too_slow else []}\n"
            f"pytest_add_cli_args_test_selection = {[test for test in target.tests if (place / test).exists()]}\n"
        )


def told(name: str, became: dict[str, str], changes: dict[str, str]) -> str:
    """The survivors, then a line of totals; those that are listed as equivalent are not counted."""
    equivalent = (Path(__file__).parent / "equivalent.md").read_text("utf-8")
    survivors = [mutant for mutant in changes if f"`{mutant}`" not in equivalent]
    shown = "".join(f"--- {mutant} ({became[mutant]})\n{_change(changes[mutant])}\n" for mutant in survivors)
    killed = sum(fate in NOTICED for fate in became.values())
    counted = killed + len(survivors)
    return (
        f"{shown}{name}: {len(became)} mutants, {killed} killed, {len(changes) - len(survivors)} equivalent, "
        f"{len(survivors)} survived, score {100 * killed / max(counted, 1):.1f} %\n"
    )


def _change(shown: str) -> str:
    """The lines of a difference that differ."""
    return "\n".join(line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---"))


if __name__ == "__main__":
    sys.exit(main())
