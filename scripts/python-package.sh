#!/usr/bin/env bash
# Sees to it that a package of Python is there, in a directory of its own.
#   python-package.sh DIRECTORY NAME VERSION [FURTHER...]   installed there once, from PyPI; FURTHER as pip takes it
set -euo pipefail
directory=${1:?where to install}
name=${2:?which package}
version=${3:?which version}
shift 3
[ -e "$directory/.installed-$version" ] && exit 0
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || ! python3 -m pip --version > /dev/null 2>&1; then
  echo "$name wants Python 3.10 or later with pip" >&2
  exit 3
fi
echo "installing $name $version (once)" >&2
rm -rf "$directory"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$directory" "$name==$version" "$@"
touch "$directory/.installed-$version"
