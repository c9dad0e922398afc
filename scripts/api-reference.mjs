// The reference of the HTTP API as a page of the documentation, from the OpenAPI document.
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PARAMETERS_SHOWN = new Set(['query', 'header']);
const cell = (text) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

/** Who may: the scopes that a token needs, or that none is needed. */
function whoMay({ security = [] }) {
  const scopes = security.flatMap((one) => Object.values(one).flat());
  if (security.length === 0) return 'anybody';
  return scopes.length === 0 ? 'any token' : scopes.map((scope) => `\`${scope}\``).join(', ');
}

/** What may be given beside the path, by its name, in the order of the document. */
const given = ({ parameters = [] }) =>
  parameters
    .filter((one) => PARAMETERS_SHOWN.has(one.in))
    .map(({ name, required }) => `\`${name}\`${required ? ' (must)' : ''}`)
    .join(', ');

/** @returns the page's path and its text */
export function apiReferenceDocument(document) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => ({
      path,
      method: method.toUpperCase(),
      ...methods[method],
    })),
  );
  const sections = document.tags.map(({ name }) => {
    const rows = operations
      .filter(({ tags }) => tags[0] === name)
      .map((one) => {
        const takes = given(one);
        const summary = `**${one.summary}**${one.description === undefined ? '' : `. ${one.description}`}${takes === '' ? '' : ` Takes ${takes}.`}`;
        return `| \`${one.method} ${one.path}\` | ${cell(summary)} | ${whoMay(one)} |`;
      });
    return `## ${name[0].toUpperCase()}${name.slice(1)}\n\n| request | what it does | scope |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  const text = `# API reference

Written by \`npm run contracts\` from the OpenAPI document (\`/docs-json\`), which also has every schema. At \`/docs/api\` requests can be
tried out.

A request names its token as \`Authorization: Bearer TOKEN\`, or is one that anybody may make. Every error is a problem (RFC 9457) with a
stable \`type\`, the path of what was wrong, and a trace id. In TypeScript there is a [client](client.md).

${sections.join('\n')}`;
  return { 'docs/api-reference.md': text };
}
