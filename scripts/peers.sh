#!/usr/bin/env bash
# Builds what the benches measure beside Tocsin, Prometheus and Alertmanager, from the Go module proxy, once; prints
# where they lie.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

peers=$PWD/.cache/peers

build_peer() {
  local module=$1 version=$2 name
  name=$(basename "$module")
  [ -x "$peers/$name-$version" ] && return
  echo "peers: building $name $version (once, some minutes)" >&2
  local source=$peers/source/$name
  rm -rf "$source" && mkdir -p "$peers/source"
  cp -r "$(go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')" "$source"
  chmod -R u+w "$source"
  # The module holds no built web interface; nothing here looks at it.
  if [ "$name" = alertmanager ]; then mkdir -p "$source/ui/app/dist" && touch "$source/ui/app/dist/index.html"; fi
  (cd "$source" && GOWORK=off GOFLAGS=-mod=mod go build -o "$peers/$name-$version" "./cmd/$name") >&2
  rm -rf "$source"
}

command -v go > /dev/null || { echo "peers: go is missing" >&2; exit 3; }
build_peer github.com/prometheus/prometheus v0.315.1
build_peer github.com/prometheus/alertmanager v0.34.2
ln -sf prometheus-v0.315.1 "$peers/prometheus"
ln -sf alertmanager-v0.34.2 "$peers/alertmanager"
echo "$peers"
