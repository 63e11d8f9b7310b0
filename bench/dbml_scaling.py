#!/usr/bin/env python3
"""Чи лінійні компілятор, lint і fmt: кожну будову мови подвоюємо й ділимо час другого запуску на час першого.

  bench/dbml_scaling.py [N] [БУДОВА…]      типово 20000 і всі

Лінійне дає близько 2, квадратичне — 4. Час процесорний (user + sys), тож сусіди по машині його майже не змінюють;
від обох відраховано запуск на порожній схемі. Код 1 — якесь відношення понад 3.
"""
import os
import resource
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMPILER = [os.path.join(ROOT, "build/dbml2sql")]
PROGRAM = os.path.join(ROOT, "build/techmarket")
LIMIT, NOISE = 3.0, 0.05


def lines(head, piece, tail, n):
    return head + "".join(piece.format(i=i, j=i // 2) for i in range(n)) + tail


def parents(n):
    return lines("", "Table p{i} {{\n  id int [pk]\n}}\n", "", n)


FORMS = {
    "columns of one table": lambda n: lines("Table t {\n", "  c{i} int [not null, note: 'n']\n", "}\n", n),
    "tables": lambda n: lines("", "Table t{i} {{\n  id int [pk]\n  x int [ref: > t{j}.id]\n}}\n", "", n),
    "tables of as many schemas": lambda n: lines("", "Table s{i}.t {{\n  id int [pk]\n}}\n", "", n),
    "refs from one table": lambda n: lines("Table u {\n  id int [pk]\n}\nTable t {\n  id int [pk]\n",
                                           "  c{i} int [ref: > u.id]\n", "}\n", n),
    "refs to one table": lambda n: lines("Table u {\n  id int [pk]\n}\n",
                                         "Table t{i} {{\n  id int [pk]\n  u int [ref: > u.id]\n}}\n", "", n),
    "refs between two wide tables": lambda n: lines("Table a {\n", "  c{i} int [unique]\n", "}\n", n)
                                              + lines("Table b {\n", "  c{i} int [unique]\n", "}\n", n)
                                              + lines("", "Ref: a.c{i} - b.c{i} [delete: set null]\n", "", n),
    "composite refs": lambda n: lines("Table a {\n  id int\n", "  c{i} int\n", "  indexes {\n", n)
                                + lines("", "    (id, c{i}) [unique]\n", "  }\n}\nTable b {\n  id int\n", n)
                                + lines("", "  c{i} int\n", "}\n", n)
                                + lines("", "Ref: b.(id, c{i}) > a.(id, c{i})\n", "", n),
    "many-to-many refs": lambda n: lines("Table a {\n", "  c{i} int [unique]\n", "}\n", n)
                                   + lines("Table b {\n", "  c{i} int [unique]\n", "}\n", n)
                                   + lines("", "Ref: a.c{i} <> b.c{i}\n", "", n),
    "enum values": lambda n: lines("Enum e {\n", "  v{i}\n", "}\nTable t {\n  id int [pk]\n  e e [default: e.v1]\n}\n", n),
    "records of an enum": lambda n: lines("Enum e {\n", "  v{i}\n", "}\n", n)
                                    + lines("Table t {\n  id int [pk]\n  e e\n}\nrecords t(id, e) {\n", "  {i}, e.v{i}\n", "}\n", n),
    "enums": lambda n: lines("", "Enum e{i} {{\n  a\n}}\nTable t{i} {{\n  id int [pk]\n  e e{i} [default: 'a']\n}}\n", "", n),
    "indexes of one table": lambda n: lines("Table t {\n  id int [pk]\n", "  c{i} int\n", "  indexes {\n", n)
                                      + lines("", "    (id, c{i})\n", "  }\n}\n", n),
    "the same index again": lambda n: lines("Table t {\n  id int [pk]\n  a int\n  b int\n  indexes {\n", "    (a, b) [name: 'i{i}']\n", "  }\n}\n", n),
    "columns of one index": lambda n: lines("Table t {\n", "  c{i} int\n", "  indexes {\n    (", n)
                                      + ", ".join(f"c{i}" for i in range(n)) + ")\n  }\n}\n",
    "checks of one table": lambda n: lines("Table t {\n  id int [pk]\n", "  c{i} int [check: `c{i} > 0`]\n", "  checks {\n", n)
                                     + lines("", "    `c{i} < c{j}` [name: 'k{i}']\n", "  }\n}\n", n),
    "checks of one column": lambda n: "Table t {\n  id int [pk, " + ", ".join(f"check: `id > {i}`" for i in range(n)) + "]\n}\n",
    "partials in one table": lambda n: lines("", "TablePartial p{i} [k{i}: 'x'] {{\n  c{i} int\n  indexes {{\n    c{i}\n  }}\n}}\n", "", n)
                                       + lines("Table t {\n  id int [pk]\n", "  ~p{i}\n", "}\n", n),
    "tables of one partial": lambda n: "TablePartial p {\n  a int\n  b int [ref: > u.id]\n  indexes {\n    a\n    zz\n  }\n}\nTable u {\n  id int [pk]\n}\n"
                                       + lines("", "Table t{i} {{\n  id int [pk]\n  ~p\n}}\n", "", n),
    "broken indexes of a partial": lambda n: lines("TablePartial p {\n  a int\n  indexes {\n", "    z{i}\n", "  }\n}\nTable t {\n  id int [pk]\n  ~p\n}\n", n),
    "groups": lambda n: parents(n) + lines("", "TableGroup g{i} {{\n  p{i}\n}}\n", "", n),
    "tables of one group": lambda n: parents(n) + lines("TableGroup g {\n", "  p{i}\n", "}\n", n),
    "records of one table": lambda n: lines("Table t {\n  id int [pk]\n  n varchar(20) [unique]\n  p int [ref: > t.id]\n}\nrecords t(id, n, p) {\n",
                                            "  {i}, 'n{i}', {j}\n", "}\n", n),
    "columns of records": lambda n: lines("Table t {\n", "  c{i} int [not null]\n", "}\nrecords t(", n)
                                    + ", ".join(f"c{i}" for i in range(n)) + ") {\n  " + ", ".join("1" for _ in range(n)) + "\n}\n",
    "tables with records": lambda n: parents(n) + lines("", "records p{i}(id) {{\n  1\n}}\n", "", n),
    "sticky notes": lambda n: lines("Table t {\n  id int [pk]\n}\n", "Note n{i} {{\n  'text'\n}}\n", "", n),
    "lines of one note": lambda n: lines("Table t {\n  id int [pk]\n  Note: '''\n", "    line {i}\n", "  '''\n}\n", n),
    "diagram views": lambda n: lines("Table t {\n  id int [pk]\n}\n", "DiagramView v{i} {{\n  Schemas {{\n    public\n  }}\n}}\n", "", n),
    "dependencies": lambda n: parents(n) + lines("", "Dep: p{i} -> p0\n", "", n).replace("Dep: p0 -> p0\n", ""),
    "metadata": lambda n: parents(n) + lines("", "Metadata Table p{i} {{\n  owner: 'x'\n}}\n", "", n),
    "settings of one table": lambda n: "Table t [" + ", ".join(f"k{i}: 'x'" for i in range(n)) + "] {\n  id int [pk]\n}\n",
    "comments": lambda n: lines("Table t {\n  id int [pk]\n", "  // lint: ignore fk-index -- {i}\n  c{i} int\n", "}\n", n),
    "deep brackets": lambda n: "Table t {\n  id int [default: `" + "(" * n + "1" + ")" * n + "`]\n}\n",
    "dimensions of an array": lambda n: "Table t {\n  id int" + "[]" * n + "\n}\n",
}


def modules(n, folder):
    for i in range(n):
        with open(os.path.join(folder, f"m{i}.dbml"), "w") as out:
            out.write(f"Table m{i} {{\n  id int [pk]\n}}\n")
    return "".join(f"use * from './m{i}'\n" for i in range(n)) + "Table t {\n  id int [pk]\n}\n"


def chain(n, folder):
    for i in range(n):
        with open(os.path.join(folder, f"c{i}.dbml"), "w") as out:
            out.write((f"reuse {{ table c{n - 1} }} from './c{i + 1}'\n" if i + 1 < n else "") + f"Table c{i} {{\n  id int [pk]\n}}\n")
    return f"use {{ table c{n - 1} }} from './c0'\nTable t {{\n  id int [pk]\n}}\n"


def seconds(command):
    best = None
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)}: exit code {done.returncode}")
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = spent if best is None else min(best, spent)
    return best


def main():
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    wanted = [a for a in sys.argv[1:] if not a.isdigit()]
    size = numbers[0] if numbers else 20000
    tools = {"compiler": COMPILER + ["--mysql", "-o", "/dev/null"], "postgres": COMPILER + ["-o", "/dev/null"]}
    if os.path.exists(PROGRAM):
        tools["lint"] = [PROGRAM, "schema", "lint"]
        tools["fmt"] = [PROGRAM, "schema", "fmt", "--check"]
    worst = 0.0
    print(f"{'construct':32}" + "".join(f"{name:>22}" for name in tools))
    with tempfile.TemporaryDirectory() as folder:
        empty = os.path.join(folder, "empty.dbml")
        with open(empty, "w") as out:
            out.write("Table t {\n  id int [pk]\n}\n")
        base = {name: seconds(tool + [empty]) for name, tool in tools.items()}
        forms = dict(FORMS, **{"modules": modules, "chain of modules": chain})
        for form, make in forms.items():
            if wanted and form not in wanted:
                continue
            n = min(size, 2000) if make in (modules, chain) else size
            paths = []
            for factor in (1, 2):
                sub = os.path.join(folder, f"{len(os.listdir(folder))}")
                os.mkdir(sub)
                text = make(n * factor, sub) if make in (modules, chain) else make(n * factor)
                paths.append(os.path.join(sub, "schema.dbml"))
                with open(paths[-1], "w") as out:
                    out.write(text)
            row = f"{form:32}"
            for name, tool in tools.items():
                one, two = (max(seconds(tool + [path]) - base[name], 0.0) for path in paths)
                ratio = two / one if one > NOISE else 0.0
                worst = max(worst, ratio)
                row += f"{one:8.2f}{two:8.2f}" + (f"{ratio:6.1f}" if ratio else "     -")
            print(row, flush=True)
    if worst > LIMIT:
        sys.exit(1)


main()
