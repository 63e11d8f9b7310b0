#!/usr/bin/env python3
"""Чи повертає справжній розбір YAML і оболонки саме те значення, яке стояло в каталозі.

check_rendered.py ТЕКА: у кожній підтеці — створені файли й expected.json:
{"baseline": "підтека", "places": [{"file", "document", "path" | "words", "value"}]}.
Підтека, на яку вказує baseline, задає, скільки ключів і елементів має бути в кожному файлі YAML.
"""
import functools
import json
import pathlib
import shlex
import sys

import yaml


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # із libyaml удесятеро швидше


@functools.cache
def documents(file):
    return list(yaml.load_all(file.read_text(encoding="utf-8"), Loader=LOADER))


def nodes(value):
    if isinstance(value, dict):
        return len(value) + sum(nodes(item) for item in value.values())
    if isinstance(value, list):
        return len(value) + sum(nodes(item) for item in value)
    return 0


def at(value, path):
    for step in path:
        value = value[step]
    return value


def sizes(folder):
    return {
        file.relative_to(folder).name[3:] if file.name[:2].isdigit() else file.name: [
            nodes(document) for document in documents(file)
        ]
        for file in sorted(folder.rglob("*.y*ml"))
    }


def check(folder, expected, problems):
    for place in expected["places"]:
        file = folder / place["file"]
        if "words" in place:
            lines = [shlex.split(line) for line in file.read_text(encoding="utf-8").splitlines()
                     if line.startswith(place["words"] + " ")]
            if place["value"] not in [word for words in lines for word in words]:
                problems.append(f"{folder.name}: {file.name}: {place['value']!r} is not a word of {lines}")
            continue
        found = at(documents(file)[place["document"]], place["path"])
        if found != place["value"] and not (place.get("number") and str(found) == place["value"]):
            problems.append(f"{folder.name}: {file.name}: {place['path']} is {found!r}, not {place['value']!r}")


def main():
    root = pathlib.Path(sys.argv[1])
    problems, checked = [], 0
    for file in sorted(root.glob("*/expected.json")):
        expected = json.loads(file.read_text(encoding="utf-8"))
        folder = file.parent
        try:
            check(folder, expected, problems)
            counts = sorted(map(str, sizes(folder).values()))
            wanted = sorted(map(str, sizes(root / expected["baseline"]).values()))
            if counts != wanted:
                problems.append(f"{folder.name}: {counts} nodes, not {wanted}")
        except Exception as error:  # розбір міг і не вдатися: це теж знахідка
            problems.append(f"{folder.name}: {type(error).__name__}: {error}")
        checked += 1
    for problem in problems:
        print(problem)
    print(f"{checked} checked")
    sys.exit(1 if problems or checked == 0 else 0)


main()
