/** What every page of the documentation has around its text. */
const NAME = 'Tocsin';
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const link = ({ href, title, here = false }) =>
  `<a href="${href}"${here ? ' aria-current="page"' : ''}>${escaped(title)}</a>`;

/**
 * A whole page. It has neither a style nor a script of its own: the gateway's policy forbids both.
 *
 * @param navigation - sections with their links
 * @param before - the page before it; null where it is the first one
 * @param after - the page after it; null where it is the last one
 * @param assets - addresses of style sheet, script and search index
 */
export function pageOf({ title, found, html, navigation, before, after, assets }) {
  const sections = found.filter(({ level }) => level === 2);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title === NAME ? NAME : `${escaped(title)} – ${NAME}`}</title>
<link rel="stylesheet" href="${assets.style}">
<script src="${assets.script}" data-index="${assets.index}" defer></script>
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>
<a class="name" href="/docs">${NAME}</a>
<div class="search" role="search"><input type="search" id="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" disabled><ul id="results" aria-label="What was found" hidden></ul></div>
<a href="/">Console</a><a href="/docs/api">API</a>
</header>
<div class="columns">
<nav aria-label="Pages">
<details open>
<summary>Pages</summary>
${navigation.map(({ section, links }) => `<h2>${escaped(section)}</h2>\n<ul>${links.map((one) => `<li>${link(one)}</li>`).join('')}</ul>`).join('\n')}
</details>
</nav>
<main id="text" tabindex="-1">
${html}
<footer>${before === null ? '<span></span>' : `<span>Before: ${link(before)}</span>`}${after === null ? '' : `<span>Next: ${link(after)}</span>`}</footer>
</main>
${sections.length < 2 ? '' : `<aside aria-label="On this page"><h2>On this page</h2><ul>${sections.map((one) => `<li>${link({ href: `#${one.anchor}`, title: one.title })}</li>`).join('')}</ul></aside>`}
</div>
</body>
</html>
`;
}
