"""Make a key that records or packages are signed with, or show the public part of one for publishing."""

import argparse
import sys
from pathlib import Path

from recorder.errors import RecorderError
from recorder.keys import load_key, make_key, name_hardware_key
from recorder.signing import SigningKey, algorithm_of, public_hex


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom key``."""
    parser.add_argument("path", type=Path, help="the key's file, DATA/keys/recorder.pem, writer.pem or program.pem")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--make", choices=["ed25519", "p256", "sm2"], help="make a new one there that signs like this")
    how.add_argument(
        "--hardware",
        metavar="URI",
        help="name a P-256 key in a token: pkcs11:token=T;object=KEY?module-path=/DRIVER.so&pin-source=file:/PIN",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make or show; 0 done, 1 it cannot be had."""
    try:
        key = _key(arguments)
    except (RecorderError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{algorithm_of(key)} {public_hex(key)}")
    return 0


def _key(arguments: argparse.Namespace) -> SigningKey:
    if arguments.hardware:
        return name_hardware_key(arguments.path, arguments.hardware)
    return make_key(arguments.path, arguments.make) if arguments.make else load_key(arguments.path)
