// Builds images as the Dockerfile says, without a container engine, and starts them until their own health check is content:
//   follow-dockerfile.mjs [APP...]   of each app that has a process, where none is named
import { globSync } from 'node:fs';
import { FollowedDockerfile } from '@tocsin/testing/dockerfile/follow-dockerfile';
import { whyNoLayers } from '@tocsin/testing/dockerfile/layers';

const reason = whyNoLayers();
if (reason !== null) {
  console.error(`follow-dockerfile: ${reason}`);
  process.exit(3);
}
const all = globSync('apps/*/src/main.ts')
  .map((path) => path.split('/')[1])
  .toSorted();
const wanted = process.argv.slice(2);
const apps = wanted.length > 0 ? wanted : all;
const followed = new FollowedDockerfile({ context: process.cwd(), report: console.log });
try {
  for (const APP of apps) {
    const image = await followed.build({ APP });
    console.log(`${image.labels['org.opencontainers.image.title']}: built`, image);
  }
} finally {
  if (!process.env.KEEP) followed.remove();
}
