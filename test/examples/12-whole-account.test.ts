import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text } = synth('12-whole-account.ts');

test('the synthesis succeeds, and nothing is found but what is waived', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|AwsSolutions/g)]).toEqual([0, null]);
});
