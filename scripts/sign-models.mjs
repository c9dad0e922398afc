// Signs models: `node scripts/sign-models.mjs PRIVATE_KEY_FILE models/NAME/VERSION…`, with an Ed25519 key in PEM.
// The signature covers card.json, whose hashes cover the other files; models/README.md says who signs what.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [keyFile, ...folders] = process.argv.slice(2);
if (keyFile === undefined || folders.length === 0) {
  process.stderr.write('node scripts/sign-models.mjs PRIVATE_KEY_FILE models/NAME/VERSION…\n');
  process.exit(2);
}
const key = createPrivateKey(readFileSync(keyFile));
if (key.asymmetricKeyType !== 'ed25519') {
  process.stderr.write(`${keyFile} holds a key of type ${key.asymmetricKeyType}; models are signed with ed25519\n`);
  process.exit(2);
}
for (const folder of folders) {
  const signature = sign(null, readFileSync(join(folder, 'card.json')), key);
  writeFileSync(join(folder, 'card.json.sig'), `${signature.toString('base64')}\n`);
}
process.stdout.write(createPublicKey(key).export({ type: 'spki', format: 'pem' }));
