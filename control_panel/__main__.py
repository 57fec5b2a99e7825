"""The one command line: ``courtroom VERB …``. A verb is a file in :mod:`control_panel.commands`.

Exit codes: 0 done, 1 refused or failed, 2 usage, 3 a device fails, 4 evidence is damaged.
"""

import argparse
import importlib
import pkgutil
import sys
from types import ModuleType

from control_panel import commands

_ORDER = (
    "demo",
    "serve",
    "agent",
    "rehearse",
    "room",
    "upload",
    "endtake",
    "handin",
    "owed",
    "settle",
    "record",
    "media",
    "replicate",
    "scrub",
    "restore",
    "verify",
    "export",
    "capsule",
    "disc",
    "addend",
    "key",
    "user",
    "models",
    "profiles",
)


def verbs() -> list[str]:
    """Name the verbs that there are, in the order of the manual."""
    there = {module.name for module in pkgutil.iter_modules(commands.__path__)}
    return [verb for verb in _ORDER if verb in there]


def _module(verb: str) -> ModuleType:
    return importlib.import_module(f"control_panel.commands.{verb}")


def _first_line(verb: str) -> str:
    return (_module(verb).__doc__ or "").strip().partition("\n")[0].replace("%", "%%")


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says and return its exit code."""
    said = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="courtroom", description=__doc__)
    parsers = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    asked = said[0] if said and said[0] in verbs() else None
    for verb in [asked] if asked else verbs():
        of_verb = parsers.add_parser(verb, help=_first_line(verb), description=_module(verb).__doc__)
        _module(verb).add_arguments(of_verb)
    parsed = parser.parse_args(said)
    try:
        code: int = _module(parsed.verb).run(parsed)
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
