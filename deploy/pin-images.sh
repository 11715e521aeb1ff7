#!/bin/sh
# Print an override file that names each foreign image by the digest that the registry gives today: those that
# docker-compose.yml runs, and those that our own two images are built on.
# Read the digests before you use it: from then on these bytes run, and no others.
set -eu
cd "$(dirname "$0")/.."

find_digest() {
  docker buildx imagetools inspect "$1" --format '{{.Manifest.Digest}}'
}

# The base of a service that is built here: its Dockerfile names it as an argument with a default.
pin_base() {
  sed -n 's/^ARG \([A-Z_]*\)=\(.*\)$/\1 \2/p' "$2" | while read -r argument image; do
    digest=$(find_digest "$image")
    printf '  %s:\n    build:\n      args:\n        %s: %s@%s\n' "$1" "$argument" "$image" "$digest"
  done
}

echo "services:"
awk '/^  [a-z]+:$/ { service = $1 } /^    image: [a-z]+:[0-9]+$/ { print service, $2 }' docker-compose.yml |
  while read -r service image; do
    digest=$(find_digest "$image")
    printf '  %s\n    image: %s@%s\n' "$service" "$image" "$digest"
  done
pin_base api Dockerfile
pin_base tor deploy/tor.Dockerfile
