#!/bin/sh
# Builds the images, starts the map from nothing under a name of its own, asks it, and takes all of it away again.
set -eu
cd -- "$(dirname -- "$0")/.."
export COMPOSE_PROJECT_NAME=ninewa-check PORT="${PORT:-8790}"
[ -e docker/.env ] || docker/make-env.sh
compose() { docker compose -f docker/compose.yaml "$@"; }
trap 'compose logs --tail 60; compose down --volumes --remove-orphans' EXIT
compose up --build --detach
tries=0
until curl --fail --silent --show-error "http://127.0.0.1:$PORT/readyz"; do
  tries=$((tries + 1))
  [ "$tries" -lt 90 ] || exit 1
  sleep 2
done
curl --fail --silent "http://127.0.0.1:$PORT/map/data.json?at=2017-04-04" | grep -q qayyarah-airstrip
# The web knows no owner, and what tells of hidden rows is closed to it.
compose exec -T web sh -c 'test -z "${DATABASE_URL:-}"'
for name in open_to_everybody open_counts; do
  open=$(cat "geodata/server/$name.sql")
  [ "$(compose exec -T database psql -qXAt --username postgres -c "SELECT count(*) FROM ($open) o" ninewa)" = 0 ]
done
echo "The containers are well."
