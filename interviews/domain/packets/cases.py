"""Cases and wrong variants, read from their files.

Nothing runs here: this reads the files' text. interviews/bank/trials.py runs it.
"""

import ast
import doctest

from interviews.domain.checker import Checker
from interviews.domain.front_matter import Path
from interviews.domain.trial import SHOWS_IN_PUBLIC, Case, Wrong

PUBLIC, HIDDEN = "public", "hidden"
_MISTAKE = "# Mistake: "


def python_of(check: Checker, name: str) -> ast.Module | None:
    """The parsed file `name` beside the packet; None (and a problem) if missing or no Python."""
    if name not in check.material:
        check.report_line(1, f"needs the file {name} beside it")
        return None
    text = check.material[name]
    if not text.strip():
        check.report_beside(name, 1, "is empty")
        return None
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = error.args[0] if error.args else "it is nested too deeply"
        check.report_beside(name, line, f"is no Python: {reason}")
        return None


def read_wrong(check: Checker) -> tuple[Wrong, ...]:
    """The variants in wrong/, each with `# Mistake: …` as its first line."""
    found = []
    for name in sorted(check.material):
        folder, _, rest = name.partition("/")
        if folder != "wrong" or not rest.endswith(".py"):
            continue
        python_of(check, name)
        lines = check.material[name].split("\n")
        mistake = lines[0].removeprefix(_MISTAKE).strip()
        if not lines[0].startswith(_MISTAKE) or len(mistake) < 15:
            check.report_beside(name, 1, f"must begin with `{_MISTAKE}` and a sentence for it")
        second = lines[1] if len(lines) > 1 else ""
        slug = rest.removesuffix(".py")
        found.append(Wrong(slug, name, mistake, second.startswith(SHOWS_IN_PUBLIC)))
    return tuple(found)


def read_cases(check: Checker, cases: Checker) -> tuple[Case, ...]:
    """The cases in cases.yaml and the functions in checks.py, if there is one."""
    found = [
        _case(cases, (group, n))
        for group in (PUBLIC, HIDDEN)
        for n in range(len(cases.items(group, least=1)))
    ]
    return (*found, *read_checks(check))


def _case(cases: Checker, base: Path) -> Case:
    run = cases.value((*base, "run"))
    line = cases.document.line_of((*base, "run"))
    if not isinstance(run, str) or not run.strip():
        cases.report((*base, "run"), "needs `run`: lines that begin with >>>")
        run = ""
    elif "\n" in run:
        line += 1  # the block begins below its key
    _check_session(cases, run, line)
    return Case(
        name=cases.text(*base, "name", limit=120),
        is_public=base[0] == PUBLIC,
        file=cases.document.file,
        line=line,
        run=run,
        catches=tuple(cases.words(*base, "catches")),
    )


def _check_session(cases: Checker, run: str, line: int) -> None:
    try:
        examples = doctest.DocTestParser().get_examples(run)
    except ValueError as error:
        cases.report_line(line, f"is no session of >>> lines: {error}")
        return
    expects = False
    for example in examples:
        try:
            tree = ast.parse(example.source)
        except SyntaxError as error:
            at = line + example.lineno + (error.lineno or 1) - 1
            cases.report_line(at, f"is no Python: {error.msg}")
            continue
        except (ValueError, RecursionError, MemoryError):
            cases.report_line(line + example.lineno, "is no Python: it is nested too deeply")
            continue
        # a line that is an expression with nothing below it is to give None
        expects |= bool(example.exc_msg) or isinstance(tree.body[-1], ast.Expr)
    if run and not expects:
        cases.report_line(line, "expects nothing: no line gives a result")


def read_checks(check: Checker) -> tuple[Case, ...]:
    """The functions public_… and hidden_… of checks.py; their docstring is the case's name."""
    name = "checks.py"
    tree = python_of(check, name) if name in check.material else None
    if tree is None:
        return ()
    found = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith(
            (f"{PUBLIC}_", f"{HIDDEN}_")
        ):
            continue
        docstring = ast.get_docstring(node)
        if not docstring:
            check.report_beside(name, node.lineno, f"`{node.name}` needs a docstring that names it")
        if len(node.args.args) != 1:
            check.report_beside(name, node.lineno, f"`{node.name}` takes one thing: the code")
        found.append(
            Case(
                name=(docstring or node.name).split("\n")[0],
                is_public=node.name.startswith(f"{PUBLIC}_"),
                file=check.path_beside(name),
                line=node.lineno,
                function=node.name,
                catches=_caught_by(node),
            )
        )
    return tuple(found)


def _caught_by(node: ast.FunctionDef) -> tuple[str, ...]:
    """The names in a decorator `@catches("…", …)`."""
    return tuple(
        argument.value
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "catches"
        for argument in decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
