#!/bin/sh
# The container in front of the map: docker/nginx.conf with the name of this map, its certificate and the web container.
set -eu
: "${MAP_NAME:?set it in docker/.env: the name in the address bar}"
sed -e "s/map\.example\.org\.pem/fullchain.pem/; s/map\.example\.org\.key/privkey.pem/" \
  -e "s#/etc/ssl/certs/#/etc/ssl/ninewa/#; s#/etc/ssl/private/#/etc/ssl/ninewa/#" \
  -e "s/map\.example\.org/$MAP_NAME/g; s#server 127\.0\.0\.1:8000 #server web:8000 #" \
  /usr/local/lib/ninewa/nginx.conf >/etc/nginx/conf.d/ninewa.conf
nginx -t
exec nginx -g 'daemon off;'
