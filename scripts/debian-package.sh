#!/usr/bin/env bash
# Sees to it that a program of a Debian package is there, without starting the service that comes with it.
#   debian-package.sh PROGRAM [PACKAGE]   PACKAGE is named like the program when it is left out
set -euo pipefail
program=${1:?which program}
package=${2:-$program}
command -v "$program" > /dev/null && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "$program is missing; install it (Debian's package $package), and put it on PATH" >&2
  exit 3
fi
echo "installing Debian's $package (once)" >&2

# Packages ask policy-rc.d whether they may start their service; where nobody has said so yet, the answer here is no.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
install() {
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq -o DPkg::Lock::Timeout=120 --no-install-recommends "$package" > /dev/null
}
install 2> /dev/null || { apt-get update -qq > /dev/null && install; }
command -v "$program" > /dev/null
