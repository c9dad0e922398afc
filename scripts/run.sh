#!/usr/bin/env bash
# What npm's scripts call: sets the project up when that is needed, then does the one thing it was asked for.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

task=${1:?what to run}
shift

case $task in
  start)
    build
    exec node apps/standalone/dist/main.js
    ;;
  cluster)
    build
    exec node scripts/cluster.mjs "$@"
    ;;
  test)
    install_packages
    exec node scripts/test.mjs "$@"
    ;;
  build) build ;;
  lint)
    install_packages
    # The rule of the rooms' arrows reads the graph of projects that this leaves behind.
    NX_DAEMON=false node_modules/.bin/nx show projects > /dev/null
    node node_modules/eslint/bin/eslint.js --cache --cache-location .cache/eslint libs apps bench deploy e2e scripts
    node node_modules/prettier/bin/prettier.cjs --cache --cache-location .cache/prettier --check --log-level warn .
    ;;
  format)
    install_packages
    node node_modules/prettier/bin/prettier.cjs --cache --cache-location .cache/prettier --write --log-level warn .
    ;;
  contracts)
    install_packages
    # Not all: the client is written here, and who uses it may be waiting for that.
    node node_modules/typescript-7/bin/tsc -b libs/contracts libs/runtime libs/services/gateway deploy/grafana
    # Its page is made of data alone; what uses the client may have to wait for it.
    node node_modules/typescript-7/bin/tsc -b apps/cli > /dev/null || [ -f apps/cli/dist/reference.js ]
    exec node scripts/contracts.mjs "$@"
    ;;
  chart)
    install_packages
    exec node scripts/helm/snapshots.mjs "$@"
    ;;
  receiver)
    build
    exec node scripts/receiver.mjs "$@"
    ;;
  live)
    install_packages
    exec node scripts/live.mjs "$@"
    ;;
  soak)
    # What `npm test` does in the small: 200 layouts of each log in one process, 200 of real processes on Kafka, 50 joins
    # and leaves, 10,000 random rule groups against promtool, and as many random expressions against the naive reference.
    # Takes about two hours.
    build
    export TOCSIN_WORLDS=${TOCSIN_WORLDS:-20} TOCSIN_LAYOUTS=${TOCSIN_LAYOUTS:-200}
    export TOCSIN_CHANGES=${TOCSIN_CHANGES:-50}
    export TOCSIN_SEEDS=${TOCSIN_SEEDS:-10000} NAIVE_RUNS=${NAIVE_RUNS:-10000}
    exec node node_modules/jest/bin/jest.js --testTimeout=7200000 --runInBand libs/testing/src/promql libs/targets/src/layouts "$@"
    ;;
  e2e:k8s)
    # The last part of `npm test` alone.
    build
    bash scripts/helm/build.sh .cache/helm
    bash scripts/kubernetes/build.sh .cache/kubernetes
    exec node scripts/kubernetes/with-cluster.mjs .cache/kubernetes \
      node node_modules/jest/bin/jest.js --selectProjects kubernetes --runInBand --forceExit "$@"
    ;;
  tocsin)
    build > /dev/null
    cd "${INIT_CWD:-$PWD}"
    exec node "$root/apps/cli/dist/main.js" "$@"
    ;;
  pack:cli)
    build > /dev/null
    exec node scripts/pack-cli.mjs
    ;;
  conformance)
    build
    exec node scripts/conformance.mjs "$@"
    ;;
  bench)
    build
    exec node bench/dist/main.js "$@"
    ;;
  *)
    echo "tocsin: there is no task '$task'" >&2
    exit 2
    ;;
esac
