import { Finding } from './finding';
import { Profile } from './profile';
import { PublicSwitch, publicSwitches, SwitchPosition } from './public-switches';
import { remembered } from './remembered';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { Located, ResourceReading } from '../cloudformation/template-reading';
import { OpenNode } from '../engine/policy/open-node';
import { Pattern } from '../engine/policy/pattern';
import { foldAscii, foldText, OpenText } from '../engine/policy/text';
import { and, MAYBE, NO, or, Truth, YES } from '../engine/policy/truth';

/**
 * Does a property open a resource to the internet, whatever policies say?
 */
export const NoPublicSwitches: Rule = {
  name: 'NoPublicSwitches',
  question: 'Does a property open a resource to the internet, whatever policies say?',
  why: 'What has an address on the internet is tried by everybody, and only a password or a rule of a firewall is left between.',
  check: ({ stacks, options: { profile = Profile.BASELINE } }) => {
    const asked = new Map<string, PublicSwitch[]>();
    for (const row of publicSwitches()) {
      if (profile === Profile.STRICT || row.profile !== Profile.STRICT) { remembered(asked, row.type, () => []).push(row); }
    }
    return stacks.flatMap(({ resources }) => resources.flatMap(one => asked.get(one.resource.type)?.flatMap(row => findingOf(row, one)) ?? []));
  },
};

function findingOf({ when, means, fix }: PublicSwitch, one: ResourceReading): Finding[] {
  const positions = when.map(position => positionOf(position, one));
  const isOpen = and(YES, ...positions.map(({ truth }) => truth));
  if (isOpen === NO) { return []; }
  return [{
    rule: 'NoPublicSwitches',
    ...about(one.resource),
    message: isOpen === YES ? means : `${means}, as it may turn out`,
    fix,
    dependsOn: [...new Set(positions.flatMap(({ dependsOn }) => dependsOn))],
  }];
}

interface Position { readonly truth: Truth; readonly dependsOn: string[] }

/** INVARIANT: where each value depends on something, there may be none. */
function positionOf({ path, is, absent = false }: SwitchPosition, one: ResourceReading): Position {
  const values = one.values(path);
  const truths = values.map(value => and(value.dependsOn === undefined ? YES : MAYBE, isOneOf(value, is)));
  const mayBeAbsent = values.length === 0 ? YES : values.every(({ dependsOn }) => dependsOn !== undefined) ? MAYBE : NO;
  const truth = or(...truths, absent ? mayBeAbsent : NO);
  return { truth, dependsOn: truth === MAYBE ? values.flatMap(openNames) : [] };
}

function isOneOf({ value }: Located, words: string[]): Truth {
  if (value instanceof OpenNode) { return MAYBE; }
  const text = value instanceof OpenText ? foldText(value) : foldAscii(String(value));
  return or(...words.map(word => Pattern.compile(foldAscii(word)).matches(text)));
}

function openNames({ value, dependsOn }: Located): string[] {
  const inside = value instanceof OpenNode ? [value.name] : value instanceof OpenText ? value.openValues.map(({ name }) => name) : [];
  return [...dependsOn === undefined ? [] : [dependsOn], ...inside];
}
