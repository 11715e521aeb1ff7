#!/bin/sh
# What each of the database's roles may do, and their passwords, from files of mounted secrets. Changes nothing the second time.
# PGHOST, PGUSER and PGDATABASE say where; SECRETS is the folder of the files database_superuser, _owner, _web, _worker.
set -eu
secrets="${SECRETS:-/run/secrets}"
PGPASSWORD="$(cat "$secrets/database_superuser")"
export PGPASSWORD
here="$(dirname "$0")"
psql --quiet --set ON_ERROR_STOP=1 --file "$here/postgresql-roles.sql"
for role in owner web worker; do
    # By standard input and a variable: a password stands in no list of processes and in no log of statements.
    psql --quiet --set ON_ERROR_STOP=1 <<SQL
SET log_statement = 'none';
SET password_encryption = 'scram-sha-256';
\set secret \`cat "$secrets/database_$role"\`
ALTER ROLE homthu_$role PASSWORD :'secret';
SQL
done
