#!/usr/bin/env bash
# Sees to it that redis-server is there: from Debian's packages when this runs as root.
set -euo pipefail
command -v redis-server > /dev/null && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "redis: redis-server is missing; install Redis, or name a running one by REDIS_URL" >&2
  exit 3
fi
echo "redis: installing Debian's redis-server (once)" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq --no-install-recommends redis-server > /dev/null 2>&1 || { apt-get update -qq > /dev/null && apt-get install -y -qq --no-install-recommends redis-server > /dev/null; }
