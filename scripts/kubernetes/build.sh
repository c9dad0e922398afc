#!/usr/bin/env bash
# Builds a Kubernetes control plane that runs without containers, kubectl, and kwok, which plays its kubelets; wants Go and, once,
# the Go module proxy. About ten minutes on two cores the first time, nothing afterwards.
#   build.sh DIRECTORY   where `control-plane` and `kwok` are put
set -euo pipefail
mkdir -p "${1:?where to put the programs}"
directory=$(cd "$1" && pwd)
kubernetes=1.34.4
kwok=0.8.0
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
built="$directory/.built-$kubernetes-$kwok-$(cat "$here"/main.go "$here"/go.mod | cksum | cut -d ' ' -f 1)"
[ -e "$built" ] && exit 0
if ! command -v go > /dev/null; then
  echo "the control plane of the tests is built from source: install Go 1.25 or later and put it on PATH" >&2
  exit 3
fi
echo "building Kubernetes $kubernetes and kwok $kwok (once, about ten minutes)" >&2
export CGO_ENABLED=0
# What the API server says of its version; clients and controllers read the numbers.
version=k8s.io/component-base/version
stamp="-X $version.gitVersion=v$kubernetes -X $version.gitMajor=${kubernetes%%.*} -X $version.gitMinor=$(cut -d . -f 2 <<< $kubernetes)"
(cd "$here" && go build -buildvcs=false -trimpath -ldflags "-s -w $stamp" -o "$directory/control-plane" .)
GOBIN=$directory go install "sigs.k8s.io/kwok/cmd/kwok@v$kwok"
touch "$built"
