#!/bin/sh
# Makes Temporal's two databases and brings their schemas up to the release of this image. Every step
# does nothing where it has been done, so it runs at each start and after each change of the tag.
# Needs SQL_HOST, SQL_USER, SQL_PASSWORD; SQL_PORT and SCHEMA have defaults.
set -eu

# A password that everybody can read is one for this machine alone.
case "${PUBLIC_URL:-}" in
  '' | http://127.* | http://localhost | http://localhost:* | http://\[::1\]*) ;;
  *)
    case "$SQL_PASSWORD" in
      local-only-*)
        echo "Set POSTGRES_PASSWORD: PROMPTREEL_PUBLIC_URL is $PUBLIC_URL, which others can reach." >&2
        exit 1
        ;;
    esac
    ;;
esac

schema=${SCHEMA:-/etc/temporal/schema/postgresql/v12}

prepare() {
  database=$1
  versions=$2
  set -- --plugin postgres12 --ep "$SQL_HOST" -p "${SQL_PORT:-5432}" -u "$SQL_USER" --db "$database"
  temporal-sql-tool "$@" create
  temporal-sql-tool "$@" setup-schema -v 0.0
  temporal-sql-tool "$@" update-schema -d "$versions"
}

prepare temporal "$schema/temporal/versioned"
prepare temporal_visibility "$schema/visibility/versioned"
