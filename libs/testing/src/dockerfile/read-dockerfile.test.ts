import { readDockerfile, substitute } from './read-dockerfile.js';

test('stages and their steps are read as an engine reads them', () => {
  const [build, image] = readDockerfile(`# A comment.
FROM node:24.1.0-slim AS build
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci \\
  && echo done

FROM build
ARG APP=one
ARG FURTHER
ENV A=1 \\
    B="two words"
COPY --from=build /src/$APP /app
USER 10:10
VOLUME ["/home", "/tmp"]
HEALTHCHECK --interval=10s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "main.js"]
`);
  expect(build).toMatchObject({ from: 'node:24.1.0-slim', name: 'build' });
  expect(build?.steps.map(({ step }) => step)).toEqual([
    { kind: 'copy', from: null, sources: ['package.json', 'package-lock.json'], target: './' },
    { kind: 'run', command: expect.stringMatching(/^npm ci\s+&& echo done$/), caches: ['/root/.npm'] },
  ]);
  expect(image).toMatchObject({ from: 'build', name: null });
  expect(image?.steps).toEqual([
    { line: 8, step: { kind: 'arg', name: 'APP', value: 'one' } },
    { line: 9, step: { kind: 'arg', name: 'FURTHER', value: null } },
    {
      line: 10,
      step: {
        kind: 'env',
        values: [
          ['A', '1'],
          ['B', 'two words'],
        ],
      },
    },
    { line: 12, step: { kind: 'copy', from: 'build', sources: ['/src/$APP'], target: '/app' } },
    { line: 13, step: { kind: 'user', value: '10:10' } },
    { line: 14, step: { kind: 'volume', values: ['/home', '/tmp'] } },
    { line: 15, step: { kind: 'healthcheck', command: ['node', 'health.mjs'] } },
    { line: 16, step: { kind: 'entrypoint', command: ['node', 'main.js'] } },
  ]);
});

test.each([
  ['ADD x /', 'line 2: ADD is'],
  ['RUN --mount=type=secret,id=x cat /run/secrets/x', 'line 2: a RUN with other flags than a cache mount is'],
  ['RUN ["ls"]', 'line 2: a RUN of this form is'],
  ['COPY --chown=1:1 x /', 'line 2: a COPY with other flags than --from is'],
  ['ENTRYPOINT node main.js', 'line 2: a command that is not a list of words is'],
  ['HEALTHCHECK NONE', 'line 2: a HEALTHCHECK without CMD is'],
  ['ONBUILD RUN ls', 'line 2: ONBUILD is'],
])('%s, which would be followed otherwise than an engine does, is refused with its line', (text, message) => {
  expect(() => readDockerfile(`FROM node:24.1.0-slim\n${text}\n`)).toThrow(`Dockerfile, ${message} not followed here`);
});

test('variables stand for what is known of them', () => {
  expect(substitute('a-$APP/${APP}b', { APP: 'x' })).toBe('a-x/xb');
  for (const text of ['$OTHER', '${OTHER}', '${APP:-y}', '$constructor'])
    expect(() => substitute(text, { APP: 'x' })).toThrow('nothing is known of $');
});
