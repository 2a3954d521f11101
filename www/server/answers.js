// The "model": it knows a handful of texts, and for the rest it turns the question over. It says so, too.

import { readFileSync } from 'node:fs';

/** The first pattern that fits the prompt decides. */
const TEXTS = [
  [/\b(who|what) are you\b|\breal (ai|llm|model)\b|\bare you\b.*\b(ai|bot|human|model|real)\b/i, 'about'],
  [/five languages|languages|translate|emoji|unicode|[\p{Script=Han}\p{Script=Kana}\p{Script=Hangul}]/iu, 'languages'],
  [/\bpython\b/i, 'code-python'],
  [/\brust\b|\bwasm\b|webassembly/i, 'code-rust'],
  [/\b(code|function|javascript|typescript|snippet|example|fetch)\b/i, 'code-javascript'],
  [/\bsse\b|server-sent|event ?source|event stream|websocket|last-event-id|\breconnect/i, 'streams'],
  [/\b(plan|trip|weekend|itinerary|travel|visit|holiday)\b/i, 'plan'],
  [/\b(poem|haiku|verse|limerick|rhyme)\b/i, 'poem'],
  [/\b(story|tale)\b/i, 'story'],
  [/^\W*(hi|hello|hey|good (morning|evening|day)|howdy)\b/i, 'hello'],
];

const STOP_WORDS = new Set(
  `about after again also because been before being between could does doing each from have having here how into just
  like make many more most much need only other over please same should some such tell than that their them then there
  these they this those through under until very want what when where which while will with would write your yours give
  explain describe show help makes made good best better thing things`.split(/\s+/),
);

/** For everything else, in turn. */
const PONDERINGS = ['ponder-1', 'ponder-2', 'ponder-3'];
let turn = 0;

export function compose(messages) {
  const prompt = messages.findLast(({ role }) => role === 'user')?.content.trim() ?? '';
  const [, name] = TEXTS.find(([pattern]) => pattern.test(prompt)) ?? [];
  return fill(text(name ?? PONDERINGS[turn++ % PONDERINGS.length]), prompt);
}

function text(name) {
  return readFileSync(new URL(`answers/${name}.md`, import.meta.url), 'utf8').trim();
}

function fill(template, prompt) {
  const [one, two, three] = keywords(prompt);
  const values = {
    topic: topicOf(prompt),
    question: shorten(plain(firstLine(prompt))),
    one,
    two,
    three,
    time: partOfDay(new Date().getHours()),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
}

/** What is left of an order without the ordering: "Please plan a weekend in Rome!" is about a weekend in Rome. */
function topicOf(prompt) {
  const line = plain(firstLine(prompt)).replace(/[\s?!.。？！]+$/u, '');
  const order =
    /^(please\s+)?((can|could|would) you\s+)?((help me|give me|plan|write|make)\s+)*((a|an|the|my|our)\s+)?/i;
  return shorten(line.replace(order, '') || line);
}

function firstLine(text) {
  return text.split('\n')[0];
}

function shorten(text) {
  return text.length <= 90 ? text : `${text.slice(0, 90).replace(/\s+\S*$/, '')}…`;
}

/** Three words of the prompt that carry weight. */
function keywords(prompt) {
  const found =
    plain(prompt)
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}'’-]{3,23}/gu) ?? [];
  const weighty = [...new Set(found)].filter((word) => !STOP_WORDS.has(word)).sort((a, b) => b.length - a.length);
  return [...weighty, 'context', 'purpose', 'trade-offs'].slice(0, 3);
}

/** Without the signs that Markdown would take for its own. */
function plain(text) {
  return text.replace(/[*_`#<>[\]|~$\\]/g, '').trim();
}

function partOfDay(hour) {
  if (hour < 5) return 'night';
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}
