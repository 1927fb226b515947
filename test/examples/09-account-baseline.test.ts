import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text, file } = synth('09-account-baseline.ts');

test('the synthesis succeeds, and nothing is found but what is waived', () => {
  expect([code, text.match(/FATAL|ERROR|WARNING|AwsSolutions/g)]).toEqual([0, null]);
});

test('alarms see every region, and rules see another one', () => {
  const count = (stack: string, type: string) => Object.values<any>(JSON.parse(file(`${stack}.template.json`)).Resources).filter(({ Type }) => Type === type).length;

  expect([count('Account', 'AWS::CloudTrail::Trail'), count('Account', 'AWS::CloudWatch::Alarm'), count('Frankfurt', 'AWS::Events::Rule')]).toEqual([1, 18, 2]);
});
