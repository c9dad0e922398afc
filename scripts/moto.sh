#!/usr/bin/env bash
# Sees to it that moto is there, which answers as AWS does, for tests.
#   moto.sh DIRECTORY   where Python finds it; installed there once, from PyPI
set -euo pipefail
directory=${1:?where to install}
version=5.2.5
[ -e "$directory/.installed-$version" ] && exit 0
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || ! python3 -m pip --version > /dev/null 2>&1; then
  echo "moto wants Python 3.10 or later with pip" >&2
  exit 3
fi
echo "installing moto $version (once)" >&2
rm -rf "$directory"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$directory" "moto==$version" flask==3.1.2 flask-cors==6.0.1
touch "$directory/.installed-$version"
