#!/usr/bin/env python3
"""Заповнює бази та сховище: знаходить програму techmarket і виконує `generate`, потім `etl run`.

Аргументи передаються команді generate: python3 database/data/generate_test_data.py --scale 10 --seed 7
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EX_CONFIG = 78


def find_program() -> Path | None:
    """Програма зі змінної TECHMARKET, зі збірки поруч або з PATH."""
    candidates = [os.environ.get("TECHMARKET"), ROOT / "build" / "techmarket", shutil.which("techmarket")]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return Path(candidate)
    return None


def main(arguments: list[str]) -> int:
    program = find_program()
    if program is None:
        print("error: build/techmarket is missing", file=sys.stderr)
        print("  hint: run `make build` first (or `make setup`)", file=sys.stderr)
        return EX_CONFIG
    config = ["--config", str(ROOT / "techmarket.toml")]
    if {"-h", "--help"} & set(arguments):
        return subprocess.run([program, "generate", "--help"], check=False).returncode
    for command in (["generate", *arguments], ["etl", "run"]):
        code = subprocess.run([program, *command, *config], check=False).returncode
        if code != 0:
            return code
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
