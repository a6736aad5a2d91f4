#!/bin/sh
# Run once by the database image when it makes its data directory: gives the login roles their passwords.
# The migrations make what is missing of them and grant the rights.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set worker="$MATOKEO_WORKER_PASSWORD" --set entry="$MATOKEO_ENTRY_PASSWORD" \
  --set auth="$MATOKEO_AUTH_PASSWORD" <<'SQL'
CREATE ROLE matokeo_worker LOGIN PASSWORD :'worker';
CREATE ROLE matokeo_entry LOGIN PASSWORD :'entry';
CREATE ROLE matokeo_auth LOGIN PASSWORD :'auth';
SQL
