#!/bin/sh
# Makes docker/.env from docker/.env.example, with passwords of the database that nobody else has. An existing one stays as it is.
set -eu
umask 077
cd -- "$(dirname -- "$0")"
if [ -e .env ]; then
  echo "docker/.env is there already; its passwords are those of the database." >&2
  exit 1
fi
while IFS= read -r line; do
  case $line in
    WEBMAP_OWNER_PASSWORD=* | WEBMAP_APP_PASSWORD=* | WEBMAP_PUBLIC_PASSWORD=*) echo "${line%%=*}=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" ;;
    *) echo "$line" ;;
  esac
done <.env.example >.env.new
mv .env.new .env
echo "Made docker/.env"
