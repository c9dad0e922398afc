import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FollowedDockerfile } from './follow-dockerfile.js';
import { whyNoLayers } from './layers.js';
import { startImage } from './run-image.js';

const reason = whyNoLayers();
const node = `node:${process.versions.node}-bookworm-slim`;

if (reason !== null) test.todo(`Dockerfiles are followed: left out, because ${reason}`);
else {
  let context: string;
  const opened: FollowedDockerfile[] = [];
  const follow = (dockerfile: string, said: string[] = []): FollowedDockerfile => {
    writeFileSync(join(context, 'Dockerfile'), dockerfile);
    const followed = new FollowedDockerfile({ context, report: (line) => said.push(line) });
    opened.push(followed);
    return followed;
  };
  beforeAll(() => {
    context = mkdtempSync(join(tmpdir(), 'tocsin-context-'));
    mkdirSync(join(context, 'src'));
    writeFileSync(
      join(context, 'src/main.mjs'),
      "process.on('SIGTERM', () => process.exit(7)); console.log(`ready ${process.env.NAME} ${process.cwd()}`); setInterval(() => {}, 1000);\n",
    );
    writeFileSync(join(context, 'src/secret'), 'hidden');
    writeFileSync(join(context, '.dockerignore'), '**/secret\n');
  });
  afterAll(() => {
    for (const followed of opened) followed.remove();
    rmSync(context, { recursive: true });
  });

  test('an image has what its stages say, starts as its user, and keeps what it writes in its volumes alone', async () => {
    const said: string[] = [];
    const followed = follow(
      `FROM ${node} AS build
WORKDIR /made
COPY src ./src/
RUN mkdir out && cp src/main.mjs out/ && ls src > out/seen && test "$(id -u)" = 0
FROM ${node}
ARG NAME=nobody
ENV NAME=$NAME
RUN install --directory --owner=10001 --group=10001 /home/it && rm /usr/local/bin/npx
WORKDIR /app
COPY --from=build /made/out .
USER 10001:10001
VOLUME ["/home/it"]
HEALTHCHECK CMD ["sh", "-c", "cat /app/seen && touch /home/it/x && ! touch /app/x 2> /dev/null && test ! -e /usr/local/bin/npx"]
ENTRYPOINT ["node", "main.mjs"]
`,
      said,
    );
    const [one, other] = [await followed.build({ NAME: 'one' }), await followed.build({ NAME: 'other' })];
    expect(said.filter((line) => line.startsWith('build, '))).toHaveLength(2);
    const running = await startImage(followed, one, {});
    try {
      expect(await running.process.said('ready')).toBe('ready one /app');
      expect(running.status()['Uid']).toMatch(/^(\d+)\s+\1\s/);
      expect(await running.run(one.healthcheck)).toEqual({ code: 0, said: 'main.mjs' });
    } finally {
      expect(await running.stop()).toBe(7);
    }
    expect(readFileSync(join(running.volumes['/home/it'] ?? '', 'x'), 'utf8')).toBe('');
    expect(other.env['NAME']).toBe('other');
  }, 120_000);

  test('a step that fails is told with its line and what it said', async () => {
    const followed = follow(`FROM ${node} AS build\nRUN echo so it is >&2 && exit 3\nFROM build\n`);
    await expect(followed.build({})).rejects.toThrow('build, line 2: ended with 3:\nso it is');
  }, 60_000);

  test('a base image that cannot be played honestly is refused', async () => {
    await expect(follow('FROM node:18.0.0-slim\nRUN ls\n').build({})).rejects.toThrow(
      `the Node.js that plays it is ${process.version}`,
    );
    await expect(follow('FROM python:3.13\nRUN ls\n').build({})).rejects.toThrow(
      'only node:VERSION-VARIANT can be played',
    );
  });
}
