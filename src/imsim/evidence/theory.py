"""A digest of the theory, by which what was judged is known from what is judged now."""

from __future__ import annotations

import ast
import hashlib
from functools import cache

from imsim.engine.mechanism import Mechanism, source_of_module
from imsim.mechanisms import homes
from imsim.scenarios.model import current

# Their texts say what a name means, and by which symbol it is written.
DECLARING = frozenset({"state", "trait", "result", "perceived", "of_post", "flow", "parameter", "derived"})


def digest_of_theory() -> str:
    """Digest of what all mechanisms say in code: another comment, line break or symbol is not another theory."""
    digest = hashlib.sha256()
    for mechanism in current().mechanisms:
        digest.update(code_of(mechanism))
    return digest.hexdigest()


@cache
def code_of(mechanism: Mechanism) -> bytes:
    """A mechanism's text without comments, docstrings, layout and the words of declarations."""
    trees = [ast.parse(source_of_module(home, mechanism.parts)) for home in homes(mechanism)]
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARING:
            node.args = [one for one in node.args if not (isinstance(one, ast.Constant) and isinstance(one.value, str))]
            node.keywords = [one for one in node.keywords if one.arg != "symbol"]
    return "".join(map(ast.dump, trees)).encode()
