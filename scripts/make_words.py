"""Writes the words that pages share with the panel as TypeScript: frontend/src/lib/words.ts.

Run without arguments to write it, with ``--check`` to fail when it no longer says what hearing/ says.
"""

import argparse
import importlib
import json
import sys
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "frontend/src/lib/words.ts"
MODULES = ("case", "participant", "procedure", "events", "facts", "state", "commands", "reports", "view", "centre")

HEAD = """\
/** The words shared with the panel. Written by scripts/make_words.py from hearing/; do not edit. */
/* oxlint-disable */
"""

FRAMES = """\
/** What the page's WebSocket brings. */
export type PageFrame =
  | { type: 'snapshot'; seq: number; view: HearingView; reports: Report[]; clock: number }
  | { type: 'event'; event: HearingEvent }
  | { type: 'report'; report: Report }
  | { type: 'view'; view: HearingView }
  | { type: 'ping'; clock: number }
  | { type: 'standby'; url: string }
  | { type: 'bye'; reason: string; url?: string };
"""


class _Written(GenerateJsonSchema):
    """Schema of what is written: every field of a model is there, defaults too."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        """Fields with defaults are written like any other."""
        return self.mode == "serialization" or super().field_is_required(field, total)


def type_of(schema: dict[str, Any]) -> str:
    """Spell one JSON schema as a TypeScript type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    for union in ("oneOf", "anyOf", "allOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(type_of(part) for part in schema[union]))
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> str:
    match schema.get("type"):
        case "object":
            return _object(schema)
        case "array":
            if "prefixItems" in schema:
                return f"[{', '.join(type_of(item) for item in schema['prefixItems'])}]"
            return f"({type_of(schema.get('items', {}))})[]"
        case "integer" | "number":
            return "number"
        case "string" | "boolean" | "null" as name:
            return str(name)
    return "unknown"


def _object(schema: dict[str, Any]) -> str:
    if "properties" in schema:
        required = schema.get("required", ())
        optional = {name for name, part in schema["properties"].items() if name not in required and "const" not in part}
        fields = [f"{name}{'?' * (name in optional)}: {type_of(part)}" for name, part in schema["properties"].items()]
        return "{ " + "; ".join(fields) + " }"
    values = schema.get("additionalProperties") or next(iter(schema.get("patternProperties", {}).values()), None)
    return f"Record<string, {type_of(values) if isinstance(values, dict) else 'unknown'}>"


def _declared() -> list[tuple[str, Any]]:
    """Every model, enum and public union of the modules, in their order."""
    found: list[tuple[str, Any]] = []
    for name in MODULES:
        module = importlib.import_module(f"hearing.{name}")
        for word, value in vars(module).items():
            if word.startswith("_") or word in dict(found):
                continue
            own = getattr(value, "__module__", None) == module.__name__
            is_type = isinstance(value, type) and issubclass(value, BaseModel | Enum) and own
            if is_type or word in {"HearingEvent", "Command", "Report"}:
                found.append((word, value))
    return found


def _constants() -> str:
    procedure = importlib.import_module("hearing.procedure")
    scene = importlib.import_module("hearing.scene")
    participant = importlib.import_module("hearing.participant")
    stages = {key.value: [stage.value for stage in stages] for key, stages in procedure.STAGES.items()}
    lists = {
        "ROLES: Role[]": [role.value for role in participant.Role],
        "RIGHTS: Right[]": [right.value for right in participant.Right],
        "PROCEDURES: Procedure[]": [item.value for item in procedure.Procedure],
        "BROADCASTABLE: Procedure[]": sorted(item.value for item in procedure.BROADCASTABLE),
        "WITHHELD_STAGES: Stage[]": sorted(item.value for item in procedure.WITHHELD_STAGES),
        "STAGES: Record<Procedure, Stage[]>": stages,
        "SCREENS: Record<string, Screen['kind'][]>": {name: sorted(kinds) for name, kinds in scene.SCREENS.items()},
    }
    return "\n".join(f"export const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in lists.items())


def words() -> str:
    """Return the whole file."""
    definitions: dict[str, dict[str, Any]] = {}
    for word, value in _declared():
        # Commands are what pages write, with their defaults left out; all else is what they read.
        mode = (
            "validation"
            if getattr(value, "__module__", "") == "hearing.commands" or word == "Command"
            else "serialization"
        )
        schema = TypeAdapter(value).json_schema(mode=mode, schema_generator=_Written)  # type: ignore[arg-type]
        definitions |= {key: part for key, part in schema.pop("$defs", {}).items() if key not in definitions}
        definitions[word] = schema
    types = [f"export type {word} = {type_of(schema)};" for word, schema in definitions.items()]
    return "\n".join([HEAD, *types, "", FRAMES, _constants(), ""])


def main() -> int:
    """Write the words, or check them; 1 when they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the file is out of date")
    text = words()
    if parser.parse_args().check:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.relative_to(ROOT)}: no longer says what hearing/ says. Run python scripts/make_words.py")
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
