import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { OpenText, OpenValue, Shape } from '../../src/engine/policy/text';
import { exampleOf } from '../../src/rules/example';

const { partition, account, region, urlSuffix } = new PseudoParameters();

test('known text is its own example', () => {
  expect(exampleOf('arn:aws:s3:::amzn-s3-demo-bucket/*')).toBe('arn:aws:s3:::amzn-s3-demo-bucket/*');
});

test('where a template is deployed looks as in the documentation of AWS', () => {
  expect(exampleOf(OpenText.of('arn:', partition, ':sqs:', region, ':', account, ':orders'))).toBe('arn:aws:sqs:us-east-1:111122223333:orders');
  expect(exampleOf(urlSuffix)).toBe('amazonaws.com');
});

test('a name that AWS makes looks like the logical id', () => {
  const name = OpenValue.opaque('`DeployRole.RoleName`', Shape.wordsAfter(''));

  expect(exampleOf(OpenText.of('role/', name))).toBe('role/DeployRole');
});

test('what nobody has named looks like its example', () => {
  expect(exampleOf(OpenText.of('role/', OpenValue.invented('Admin')))).toBe('role/Admin');
});

test('what may be anything is named, in angle brackets', () => {
  expect(exampleOf(OpenText.of('role/', OpenValue.unknown('parameter `Name`')))).toBe('role/<parameter `Name`>');
});
