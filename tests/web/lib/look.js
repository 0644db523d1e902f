// What is wrong with a page as it stands in the browser.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on a page against WCAG 2.0 to 2.2 A and AA. */
export async function violations(page) {
  await page.evaluate(`${axe};0`);
  const found = await page.evaluate((rules) => window.axe.run({ runOnly: { type: 'tag', values: rules } }), RULES);
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help}, at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  );
}

/** What makes a page wider than its window, if it is. */
export const tooWide = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const whole = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (whole <= width) return undefined;
    const sticksOut = (element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > width + 1 || left < -1;
    };
    const who = [...document.body.querySelectorAll('*')].filter(
      (e) => sticksOut(e) && ![...e.children].some(sticksOut),
    );
    const named = who.slice(0, 3).map((e) => `<${e.localName}${e.className ? ` class="${e.className}"` : ''}>`);
    return `is ${whole} px wide (${named.join(', ')})`;
  });
