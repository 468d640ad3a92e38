#!/bin/sh
# Makes or updates Temporal's databases. Safe to run again: where a schema is, it is only updated.
set -eu

for database in temporal temporal_visibility; do
  case $database in
    temporal) schema=postgresql/v12/temporal ;;
    *) schema=postgresql/v12/visibility ;;
  esac
  sql() { temporal-sql-tool --database "$database" "$@"; }
  sql create-database
  if ! sql update-schema --schema-name "$schema"; then
    sql setup-schema --version 0.0
    sql update-schema --schema-name "$schema"
  fi
done
