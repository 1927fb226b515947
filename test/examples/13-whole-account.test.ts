import { Construct } from 'constructs';
import { removeAll, synth } from './synth';
import * as constructs from '../../src/constructs';

afterAll(removeAll);

const { code, text, file } = synth('13-whole-account.ts');

test('the synthesis succeeds, and nothing is found but what is waived', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|AwsSolutions/g)]).toEqual([0, null]);
});

test('every construct of the library is in it', () => {
  const inTree = new Set(file('tree.json').match(/(?<="fqn":"cdk-iam-guardrails\.)\w+/g));
  const exported = Object.entries<any>(constructs).filter(([, one]) => typeof one === 'function' && one.prototype instanceof Construct).map(([name]) => name);

  expect(exported.filter(name => !inTree.has(name))).toEqual([]);
});
