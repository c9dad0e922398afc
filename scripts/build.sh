#!/usr/bin/env bash
# Builds by the Node.js that is first on PATH; the packages must be there.
#   build.sh [TSCONFIG...]   these projects of TypeScript and what they need, or all where none is named; then the web console and the
#   documentation
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
node node_modules/typescript-7/bin/tsc -b "$@"
node scripts/build-console.mjs
node scripts/build-docs.mjs
