"""validate.py FOLDER < LIST: validates YAML files against FOLDER/report.json, layout.json and form.json.

Lines of the list: valid|invalid report|layout|form FILE. YAML as gongwen and the editors read it, that
is version 1.2: "on" is text, a date is text.
"""

import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """Scalars of the core schema of YAML 1.2."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", list("-+.0123456789")),
]:
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)

validators = {}
for name in ("report", "layout", "form"):
    with open(f"{sys.argv[1]}/{name}.json", encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validators[name] = jsonschema.Draft202012Validator(schema)

for line in sys.stdin:
    expected, name, path = line.split()
    with open(path, encoding="utf-8") as file:
        data = yaml.load(file, Loader)
    errors = list(validators[name].iter_errors({} if data is None else data))
    if expected == "valid" and errors:
        where = "/".join(str(part) for part in errors[0].absolute_path)
        print(f"not ok {path}: {where}: {errors[0].message[:200]}")
    elif expected == "invalid" and not errors:
        print(f"not ok {path}: is valid")
    else:
        print(f"ok {path} is {expected}")
