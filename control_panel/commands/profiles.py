"""Check room files and device profiles, try their vectors, look what is plugged in, and bring simulated devices up."""

import argparse
import json
import sys
from pathlib import Path

from control_panel.commands import discovering, simulating
from courtroom_agent.drivers.mutation_gate import judged
from courtroom_agent.drivers.proving import disagreements, gaps
from hardware_profiles.device import DeviceProfile
from hardware_profiles.errors import FaultsError
from hardware_profiles.loading import read
from hardware_profiles.profiles import load_profile, profiles_in, shipped_profiles
from hardware_profiles.rooms import load_room
from hardware_profiles.vectors import Vector, vectors_folder, vectors_for

USAGE = 2
FAULTY = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom profiles``."""
    verbs = parser.add_subparsers(dest="what", required=True)
    check = verbs.add_parser("check", help="list every fault of room files and device profiles 检查法庭与设备文件")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: all shipped)")
    check.add_argument("--json", action="store_true", help="one line for scripts 供脚本使用")
    mutate = verbs.add_parser("mutate", help="make every single slip in profiles; vectors must notice 变异检验")
    mutate.add_argument("paths", nargs="*", type=Path, metavar="PROFILE.yaml", help="profiles (default: all shipped)")
    mutate.add_argument("--json", action="store_true", help="counts as a last line for scripts 供脚本使用")
    verbs.add_parser("schema", help="print the JSON Schema of a profile 输出设备文件的 JSON Schema")
    discovering.add_arguments(verbs)
    simulating.add_arguments(verbs)


def run(arguments: argparse.Namespace) -> int:
    """Run the verb; 0 when all is well, 4 when a file has faults or a slip survives, 2 when there is nothing to do."""
    if arguments.what == "check":
        return _check(arguments.paths, as_json=arguments.json)
    if arguments.what == "mutate":
        return _mutate(arguments.paths, as_json=arguments.json)
    if arguments.what == "schema":
        print(json.dumps(DeviceProfile.model_json_schema(), indent=2, ensure_ascii=False))
        return 0
    return discovering.run(arguments) if arguments.what == "discover" else simulating.run(arguments)


def _check(paths: list[Path], *, as_json: bool) -> int:
    files = list(_files(paths)) if paths else _shipped()
    if not files:
        print("没有可检查的文件 · No YAML file there. Name a room file or a profile.", file=sys.stderr)
        return USAGE
    faults = {str(path): _faults(path) for path in files}
    if as_json:
        print(json.dumps({"files": len(files), "faults": [line for lines in faults.values() for line in lines]}))
    else:
        for path, lines in faults.items():
            print("\n".join(lines) if lines else f"{path}: 合格 · sound")
    return FAULTY if any(faults.values()) else 0


def _faults(path: Path) -> list[str]:
    """What is wrong with the file, and with the vectors of a profile; each with its place."""
    try:
        if _is_room(path):
            room = load_room(path)
            own = profiles_in(Path(room.profiles)).values() if room.profiles else ()
            return [line for each in own for line in _faults(each)]
        profile = load_profile(path)
        vectors = _vectors(path)
    except FaultsError as error:
        return [str(fault) for fault in error.faults]
    wrong = (*disagreements(profile, read(path).content, vectors), *gaps(profile, vectors))
    return [f"{path}: 样例不符 · {each}" for each in wrong]


def _vectors(path: Path) -> tuple[Vector, ...]:
    return vectors_for(path.name.removesuffix(".yaml"), vectors_folder(path))


def _mutate(paths: list[Path], *, as_json: bool) -> int:
    killed = survived = 0
    for path in paths or shipped_profiles().values():
        try:
            load_profile(path)
            vectors = _vectors(path)
        except FaultsError as error:
            print(error, file=sys.stderr)
            return FAULTY
        for mutant, is_noticed in judged(read(path).content, vectors):
            killed += is_noticed
            survived += not is_noticed
            if not is_noticed:
                print(f"{path}: 未被发现 · not noticed: {mutant}")
    if as_json:
        print(json.dumps({"killed": killed, "survived": survived}))
    else:
        print(f"发现 {killed}，漏过 {survived} · noticed {killed}, missed {survived}")
    return FAULTY if survived or not killed else 0


def _shipped() -> list[Path]:
    rooms = Path(str(sys.modules[load_room.__module__].__file__)).parent / "courtrooms"
    return [*shipped_profiles().values(), *sorted(rooms.glob("*.yaml"))]


def _files(paths: list[Path]) -> list[Path]:
    found = [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    return [file for file in found if "vectors" not in file.parts]


def _is_room(path: Path) -> bool:
    content = read(path).content
    return not (isinstance(content, dict) and "profile" in content)
