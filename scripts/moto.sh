#!/usr/bin/env bash
# Sees to it that moto is there, which answers as AWS does, for tests.
#   moto.sh DIRECTORY   where Python finds it
exec bash "$(dirname "$0")/python-package.sh" "${1:?where to install}" moto 5.2.5 flask==3.1.2 flask-cors==6.0.1
