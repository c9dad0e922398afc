#!/usr/bin/env bash
# Makes the models anew: `bash scripts/train/models.sh VERSION PRIVATE_KEY_FILE`, in a Python environment that has
# scripts/train/requirements.txt, with a GPU (8 minutes on an H100) or much patience.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

version=${1:?the version of the models}
key=${2:?the file of the Ed25519 private key that signs them}
trained=$(mktemp -d)
trap 'rm -r "$trained"' EXIT

python scripts/train/train.py --out "$trained"
python scripts/train/publish.py --trained "$trained" --models models --version "$version"
node scripts/sign-models.mjs "$key" "models/lstm-autoencoder/$version" "models/quantile-forecaster/$version"
