// Writes docs/*.md as a site into docs/dist, which the gateway serves at /docs. Everything is in it: it needs no network. What pages
// there are, and in which order, stands in docs/navigation.json; those that it does not name come last.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join, posix } from 'node:path';
import MarkdownIt from 'markdown-it';
import { anchorsOfPage } from './docs/anchors.mjs';
import { pageOf } from './docs/page.mjs';

const target = 'docs/dist';
/** Characters of a section that are searched: all of those that people read from end to end. */
const SEARCHED_MAX = 5_000;
const text = (path) => readFileSync(path, 'utf8');
const there = globSync('docs/*.md')
  .map((path) => basename(path, '.md'))
  .toSorted();
const named = JSON.parse(text('docs/navigation.json'));
const listed = new Set(named.flatMap(({ pages }) => pages));
const unknown = [...listed].filter((name) => !there.includes(name));
if (unknown.length > 0) throw new Error(`docs/navigation.json names ${unknown.join(', ')}, and there is no such page`);
const further = there.filter((name) => !listed.has(name));
const sections = [...named, ...(further.length > 0 ? [{ section: 'Further', pages: further }] : [])];

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, 'assets'), { recursive: true });

/** Writes what pages load under a name that changes with its content. */
function asset(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const file = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(target, 'assets', file), content);
  return `/docs/assets/${file}`;
}

const pictures = new Map();
const pictureOf = (path) => {
  if (!pictures.has(path)) pictures.set(path, asset(path, readFileSync(path)));
  return pictures.get(path);
};

/** Where a link of a page leads on the site; null where it leads to a file that is not on it. */
function linkOf(href) {
  if (/^(https?:|#|\/)/.test(href)) return href;
  const [path, anchor] = href.split('#');
  const [folder, file] = [posix.dirname(posix.join('docs', path)), basename(path, '.md')];
  if (folder !== 'docs' || !there.includes(file)) return null;
  return `/docs/${file === 'index' ? '' : file}${anchor === undefined ? '' : `#${anchor}`}`;
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
const { rules } = markdown.renderer;
rules.link_open = (tokens, at, options, env, self) => {
  const link = linkOf(tokens[at].attrGet('href'));
  if (link === null) {
    // The file is in the repository: its name stays, and what is written says where to look.
    tokens[at].tag = 'span';
    tokens[at].attrs = [['class', 'file']];
    const close = tokens.findIndex((token, i) => i > at && token.type === 'link_close');
    tokens[close].tag = 'span';
  } else tokens[at].attrSet('href', link);
  return self.renderToken(tokens, at, options);
};
rules.image = (tokens, at, options, env, self) => {
  tokens[at].attrSet('src', pictureOf(posix.join('docs', tokens[at].attrGet('src'))));
  tokens[at].attrSet('alt', self.renderInlineAsText(tokens[at].children, options, env));
  return self.renderToken(tokens, at, options);
};
// Wide tables and long lines are moved within their own places, which are no landmarks, since there are many; without a name and a place in the order of Tab, the keyboard could not.
rules.table_open = () => '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>';
rules.table_close = () => '</table></div>';
rules.fence = (tokens, at) => {
  const { content, info } = tokens[at];
  return `<pre tabindex="0" role="group" aria-label="${info === 'sh' ? 'Commands' : 'Code'}"><code>${markdown.utils.escapeHtml(content)}</code></pre>\n`;
};

/** The plain words of a piece of text. */
const wordsOf = (children) => children.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');

/** A page: what it is called, its text, and what can be found in it. */
function read(name) {
  const source = text(`docs/${name}.md`).replaceAll(/<!--.*?-->\n?/gs, '');
  const tokens = markdown.parse(source, {});
  const found = [];
  const anchorOf = anchorsOfPage();
  let title = name;
  for (const [i, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const plain = wordsOf(tokens[i + 1].children);
      const anchor = anchorOf(plain);
      token.attrSet('id', anchor);
      if (token.tag === 'h1') title = plain;
      found.push({
        title: plain,
        anchor: token.tag === 'h1' ? '' : anchor,
        level: Number(token.tag.slice(1)),
        text: '',
      });
    } else if (token.type === 'inline' && found.length > 0 && tokens[i - 1].type !== 'heading_open') {
      const here = found.at(-1);
      if (here.text.length < SEARCHED_MAX) here.text += ` ${wordsOf(token.children)}`;
    }
  }
  return { name, title, found, html: markdown.renderer.render(tokens, markdown.options, {}) };
}

const pages = new Map(sections.flatMap((section) => section.pages).map((name) => [name, read(name)]));
const addressOf = (name) => (name === 'index' ? '/docs' : `/docs/${name}`);
const index = [...pages.values()].flatMap(({ name, title, found }) =>
  found.map((one) => ({
    page: title,
    title: one.title,
    at: `${addressOf(name)}${one.anchor === '' ? '' : `#${one.anchor}`}`,
    text: one.text.trim(),
  })),
);
const assets = {
  style: asset('site.css', text('scripts/docs/site.css')),
  script: asset('site.js', text('scripts/docs/site.js')),
  index: asset('search.json', JSON.stringify(index)),
};
const order = [...pages.keys()];
for (const [at, name] of order.entries()) {
  const page = pages.get(name);
  const neighbour = (i) =>
    pages.has(order[i]) ? { href: addressOf(order[i]), title: pages.get(order[i]).title } : null;
  const [before, after] = [neighbour(at - 1), neighbour(at + 1)];
  writeFileSync(
    join(target, `${name}.html`),
    pageOf({ ...page, navigation: navigationOf(name), before, after, assets }),
  );
}
const missing = 'There is no such page';
const html = `<h1>${missing}</h1>\n<p>The names of all pages stand in the navigation, and the search looks into them.</p>`;
const bare = { title: missing, found: [], html, before: null, after: null };
writeFileSync(join(target, '404.html'), pageOf({ ...bare, navigation: navigationOf(null), assets }));

/** All pages by their sections. @param shown - the one that is shown; null for none of them */
function navigationOf(shown) {
  return sections.map(({ section, pages: names }) => ({
    section,
    links: names.map((one) => ({ href: addressOf(one), title: pages.get(one).title, here: one === shown })),
  }));
}
