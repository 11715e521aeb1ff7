#!/bin/sh
# Print an override file that names each foreign image of docker-compose.yml by the digest that the registry gives today.
# Read the digests before you use it: from then on these bytes run, and no others.
set -eu
cd "$(dirname "$0")/.."
echo "services:"
awk '/^  [a-z]+:$/ { service = $1 } /^    image: [a-z]+:[0-9]+$/ { print service, $2 }' docker-compose.yml |
  while read -r service image; do
    digest=$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
    printf '  %s\n    image: %s@%s\n' "$service" "$image" "$digest"
  done
