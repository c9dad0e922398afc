# Sourced by the other scripts: puts this project's own Node.js first on PATH, and installs it and the packages when
# they are missing or older than the lock file. It works when the caller's Node is older.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

case "$(uname -s)" in
  Linux)
    if [ ! -x tools/node/node_modules/.bin/node ] || [ tools/node/package-lock.json -nt tools/node/node_modules/.package-lock.json ]; then
      echo "tocsin: installing Node.js 24 (once)" >&2
      npm ci --prefix tools/node --silent
    fi
    export PATH="$root/tools/node/node_modules/.bin:$PATH"
    ;;
esac
if [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 24')" != true ]; then
  echo "tocsin: Node.js 24 or later is needed here, and 'node' is $(node --version). Install it and put it first on PATH." >&2
  exit 1
fi

install_packages() {
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "tocsin: installing packages (once, about a minute)" >&2
    npm ci --no-fund --no-audit --loglevel=error >&2
    touch node_modules/.package-lock.json
  fi
}

build() {
  install_packages
  [ -f apps/standalone/dist/main.js ] || echo "tocsin: building (once, some minutes)" >&2
  bash scripts/build.sh
}
