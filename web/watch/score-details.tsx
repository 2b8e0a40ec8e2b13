import type { Candidate } from '../../client/resources.ts';
import { number, words } from '../shared/format.ts';
import { grade } from './take-words.ts';

type Judgement = NonNullable<Candidate['score']>['judges'][number];

/** What each judge measured, folded away until asked for. */
export function ScoreDetails({ take }: { take: Candidate }) {
  const judges = take.score?.judges ?? [];
  if (judges.length === 0) return null;
  return (
    <details class="signals">
      <summary>Why this score</summary>
      {judges.map((judge) => (
        <JudgeTable key={judge.name} judge={judge} />
      ))}
    </details>
  );
}

function JudgeTable({ judge }: { judge: Judgement }) {
  const name = `${words(judge.name)} judge`;
  return (
    <div class="judge">
      <p class="judge-name">
        {name}
        <span class="muted">{` ${judge.version}`}</span>
      </p>
      {judge.gates.map(({ gate, detail }) => (
        <p key={gate} class="gate">{`${words(gate)}: ${detail}`}</p>
      ))}
      <table>
        <caption class="sr-only">{`Signals of the ${name}`}</caption>
        <thead>
          <tr>
            <th scope="col">Signal</th>
            <th scope="col" class="figure">
              Measured
            </th>
            <th scope="col" class="figure">
              Score
            </th>
          </tr>
        </thead>
        <tbody>
          {(judge.signals ?? []).map((signal) => (
            <SignalRow key={signal.name} signal={signal} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SignalRow({ signal }: { signal: NonNullable<Judgement['signals']>[number] }) {
  const place = signal.at === null ? '' : ` at ${number(signal.at)} s`;
  return (
    <tr>
      <th scope="row">{words(signal.name)}</th>
      <td class="figure">
        {number(signal.value)}
        <small>{` ${signal.unit}${place}`}</small>
      </td>
      <td class="figure" data-grade={grade(signal.score)}>
        {number(signal.score)}
      </td>
    </tr>
  );
}
