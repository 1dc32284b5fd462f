"""The stand-alone verifier is the modules that `oralexam verify` runs, and nothing else."""

import ast
import sys
from collections import Counter
from pathlib import Path

from oralexam.evidence import alone, checking
from oralexam.evidence.alone import MODULES, stand_alone_script

FOLDER = Path(checking.__file__).parent


def test_every_module_is_in_it() -> None:
    """A check that is added to the package cannot be forgotten in the script."""
    there = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert set(MODULES) == there


def test_no_name_is_used_twice() -> None:
    """Joined into one text, the later one would hide the earlier."""
    names: Counter[str] = Counter()
    for node in ast.parse(stand_alone_script()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] += 1
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_module_needs_only_those_before_it() -> None:
    """What stands above it in the script."""
    for place, name in enumerate(MODULES):
        for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text())):
            if isinstance(node, ast.ImportFrom) and node.level:
                assert node.module in MODULES[:place], name


def test_it_imports_the_standard_library_and_cryptography() -> None:
    """Nothing of ours, and no other package."""
    wanted = set()
    for node in ast.walk(ast.parse(stand_alone_script())):
        if isinstance(node, ast.Import):
            wanted |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            wanted.add(str(node.module).partition(".")[0])
    assert wanted - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_is_the_same_text_each_time() -> None:
    """Packs of one release carry the same verifier, byte for byte."""
    assert stand_alone_script() == alone.stand_alone_script()
