"""A digest of the theory, by which what was judged is known from what is judged now."""

from __future__ import annotations

import ast
import hashlib
from functools import cache

from imsim.engine.mechanism import Mechanism, source_of_module
from imsim.mechanisms import homes
from imsim.scenarios.model import current


def digest_of_theory() -> str:
    """Digest of what all mechanisms say in code: another comment or line break is not another theory."""
    digest = hashlib.sha256()
    for mechanism in current().mechanisms:
        digest.update(code_of(mechanism))
    return digest.hexdigest()


@cache
def code_of(mechanism: Mechanism) -> bytes:
    """A mechanism's text without comments, docstrings and layout."""
    trees = [ast.parse(source_of_module(home, mechanism.parts)) for home in homes(mechanism)]
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return "".join(map(ast.dump, trees)).encode()
