"""Runs a composite action as GitHub's runner does: its expressions, its steps, its files, its log.

Only what action.yml uses is here; an expression of another kind is an error, never empty.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.S)
LITERAL = re.compile(r"'((?:[^']|'')*)'")
PATH = re.compile(r"[a-z_]+(?:\.[A-Za-z_-]+)+")
COMMAND = re.compile(r"::([a-z0-9-]+)(?: [^\n]*?)?::(.*)")
OLD_COMMAND = re.compile(r"##\[([a-z-]+)[^\]]*\](.*)")


@dataclass
class Run:
    """What came of an action."""

    code: int
    outputs: dict[str, str]
    out: str
    err: str
    summary: str
    commands: list[str]
    """Log lines that the runner took for commands, and did not find stopped."""
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    """The outputs of each step, so that a later run need not do it again."""

    def named(self, command: str) -> list[str]:
        """The commands of one name."""
        return [one for one in self.commands if one.lstrip().startswith(f"::{command}")]


def run_action(
    file: Path,
    workspace: Path,
    temp: Path,
    env: Mapping[str, str],
    github: Mapping[str, Any],
    inputs: Mapping[str, str] | None = None,
    done: Mapping[str, dict[str, str]] | None = None,
) -> Run:
    """Runs the steps of an action in a workspace.

    Args:
        env: The whole environment of the job.
        github: The context `github`: `action_path`, `base_ref`, `event`.
        done: Outputs of steps that another run has done already, by id: they are not run again.
    """
    action = yaml.safe_load(file.read_text("utf-8"))
    unknown = set(inputs or {}) - set(action["inputs"])
    assert not unknown, f"the action has no input {unknown}"
    context: dict[str, Any] = {
        "inputs": {
            name: str(said.get("default", "")) for name, said in action["inputs"].items()
        } | dict(inputs or {}),
        "github": {**github, "action_path": str(file.parent)},
        "steps": {},
    }  # fmt: skip
    run = Run(0, {}, "", "", "", [])
    for number, step in enumerate(action["runs"]["steps"]):
        name = step["id"]
        outputs = dict((done or {}).get(name, {}))
        if run.code == 0 and not outputs:
            outputs = _step(step, number, workspace, temp, env, context, run)
        run.steps[name] = outputs
        context["steps"][name] = {"outputs": outputs}
    for name, said in action["outputs"].items():
        run.outputs[name] = expand(said["value"], context)
    return run


def expand(text: str, context: Mapping[str, Any]) -> str:
    """A text with its expressions replaced."""
    return EXPRESSION.sub(lambda match: _value(match[1].strip(), context), text)


def _value(expression: str, context: Mapping[str, Any]) -> str:
    value = ""
    for operand in expression.split(" || "):
        if literal := LITERAL.fullmatch(operand):
            value = literal[1].replace("''", "'")
        else:
            assert PATH.fullmatch(operand), f"an expression that this runner cannot: {expression}"
            found: Any = context
            for key in operand.split("."):
                found = found.get(key) if isinstance(found, Mapping) else None
            value = "" if found is None else str(found)
        if value:
            return value
    return value


def _step(
    step: Mapping[str, Any],
    number: int,
    workspace: Path,
    temp: Path,
    env: Mapping[str, str],
    context: Mapping[str, Any],
    run: Run,
) -> dict[str, str]:
    assert step["shell"] == "bash"
    assert "${{" not in step["run"], "an expression in the text of a script"
    commands = temp / "_runner_file_commands"
    commands.mkdir(parents=True, exist_ok=True)
    files = {}
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH"):
        files[name] = commands / f"{name.lower()}_{number}"
        files[name].write_bytes(b"")
    script = commands / f"{number}.sh"
    script.write_text(step["run"], "utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
        cwd=workspace,
        env={
            **env,
            **{name: expand(str(value), context) for name, value in step.get("env", {}).items()},
            **{name: str(file) for name, file in files.items()},
            "RUNNER_TEMP": str(temp),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    run.code = done.returncode
    run.out += done.stdout
    run.err += done.stderr
    run.summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
    # The two streams meet the runner in no known order: what stops one need not stop the other.
    for stream in (done.stdout, done.stderr):
        run.commands += heeded(stream)
    assert files["GITHUB_ENV"].read_bytes() + files["GITHUB_PATH"].read_bytes() == b""
    return file_outputs(files["GITHUB_OUTPUT"].read_text("utf-8"))


def heeded(log: str) -> list[str]:
    """The lines of a log that the runner obeys: both of its syntaxes, until it is told to stop."""
    found, stopped = [], None
    for line in log.splitlines():
        match = COMMAND.match(line.lstrip()) or OLD_COMMAND.search(line)
        if match is None:
            continue
        if stopped is not None:
            stopped = None if match[1] == stopped else stopped
        elif match[1] == "stop-commands":
            stopped = match[2]
        else:
            found.append(line)
    return found


def file_outputs(text: str) -> dict[str, str]:
    """What a step wrote to GITHUB_OUTPUT: `name=value`, or a name, a mark and lines up to it."""
    outputs, lines = {}, iter(text.splitlines())
    for line in lines:
        equals, heredoc = line.find("="), line.find("<<")
        if heredoc >= 0 and (equals < 0 or heredoc < equals):
            name, _, mark = line.partition("<<")
            value = []
            for inner in lines:
                if inner == mark:
                    break
                value.append(inner)
            else:
                raise AssertionError(f"no end of {name}")
            outputs[name] = "\n".join(value)
        elif line:
            assert equals > 0, f"not an output: {line}"
            outputs[line[:equals]] = line[equals + 1 :]
    return outputs
