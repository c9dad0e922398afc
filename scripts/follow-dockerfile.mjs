// Builds images as the Dockerfile says, without a container engine:
//   follow-dockerfile.mjs [APP...]   of each app that has an image, where none is named
// The one of the whole platform needs nothing beside it: it is started, until its own health check is content.
import { globSync } from 'node:fs';
import { FollowedDockerfile } from '@tocsin/testing/dockerfile/follow-dockerfile';
import { whyNoLayers } from '@tocsin/testing/dockerfile/layers';
import { startImage } from '@tocsin/testing/dockerfile/run-image';
import { freePort } from '@tocsin/testing/free-port';

const reason = whyNoLayers();
if (reason !== null) {
  console.error(`follow-dockerfile: ${reason}`);
  process.exit(3);
}
const there = globSync('apps/*/src/main.ts')
  .map((path) => path.split('/')[1])
  .filter((app) => app !== 'cli');
const apps = process.argv.length > 2 ? process.argv.slice(2) : there.toSorted();
const followed = new FollowedDockerfile({ context: process.cwd(), report: console.log });
try {
  for (const app of apps) {
    const image = await followed.build({ APP: app });
    console.log(`${image.labels['org.opencontainers.image.title']}: built`);
    if (app !== 'standalone') continue;
    const [PORT, METRICS_PORT] = [String(await freePort()), String(await freePort())];
    const running = await startImage(followed, image, { HOST: '127.0.0.1', PORT, METRICS_PORT, TOCSIN_DEMO: 'false' });
    await running.process.said('tocsin: ready');
    const health = await running.run(image.healthcheck);
    console.log(`tocsin-standalone: started as ${image.user}; its health check says "${health.said}"`);
    const stopped = await running.stop();
    if (health.code !== 0 || stopped !== 0) process.exitCode = 1;
  }
} finally {
  followed.remove();
}
