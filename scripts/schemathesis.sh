#!/usr/bin/env bash
# Sees to it that schemathesis is there, which asks an API all that its OpenAPI document allows and much that it does not.
#   schemathesis.sh DIRECTORY   where Python finds it
exec bash "$(dirname "$0")/python-package.sh" "${1:?where to install}" schemathesis 4.32.5
