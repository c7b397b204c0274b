"""sarif.py SCHEMA FILE: validates a SARIF log against the schema of the standard."""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    log = json.load(file)
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
errors = list(validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(log))
for error in errors:
    print("/".join(str(part) for part in error.absolute_path), error.message[:200])
sys.exit(bool(errors) or log["version"] != "2.1.0" or not log["runs"])
