// @ts-check
import { el } from './dom.js';
import { number, words } from './format.js';

/** @typedef {import('./resource.d.ts').Take} Take */
/** @typedef {import('./resource.d.ts').Signal} Signal */
/** @typedef {import('./resource.d.ts').Judgement} Judgement */

/** Below these a score reads as doubtful, and as poor. Colour only: the number stands beside it. */
const GOOD = 75;
const FAIR = 50;

/** @param {number | null | undefined} score 0–100 */
export function grade(score) {
  if (typeof score !== 'number') return 'none';
  if (score >= GOOD) return 'good';
  return score >= FAIR ? 'fair' : 'poor';
}

/**
 * What each judge measured, folded away until asked for.
 *
 * @param {Take} take
 */
export function signalDetails(take) {
  const judges = take.score?.judges ?? [];
  if (judges.length === 0) return null;
  return el(
    'details',
    { class: 'signals' },
    el('summary', {}, 'Why this score'),
    ...judges.map(judgeTable),
  );
}

/** @param {Judgement} judge */
function judgeTable(judge) {
  return el(
    'div',
    { class: 'judge' },
    el(
      'p',
      { class: 'judge-name' },
      `${words(judge.name)} judge`,
      el('span', { class: 'muted' }, ` ${judge.version}`),
    ),
    ...(judge.gates ?? []).map((gate) =>
      el('p', { class: 'gate' }, `${words(gate.gate)}: ${gate.detail}`),
    ),
    el(
      'table',
      {},
      el('caption', { class: 'sr-only' }, `Signals of the ${words(judge.name)} judge`),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, 'Signal'),
          el('th', { scope: 'col', class: 'figure' }, 'Measured'),
          el('th', { scope: 'col', class: 'figure' }, 'Score'),
        ),
      ),
      el('tbody', {}, ...judge.signals.map(signalRow)),
    ),
  );
}

/** @param {Signal} signal */
function signalRow(signal) {
  const place = typeof signal.at === 'number' ? ` at ${number(signal.at)} s` : '';
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, words(signal.name)),
    el('td', { class: 'figure' }, number(signal.value), el('small', {}, ` ${signal.unit}${place}`)),
    el('td', { class: 'figure', 'data-grade': grade(signal.score) }, number(signal.score)),
  );
}
