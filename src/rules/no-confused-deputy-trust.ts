import { confusedDeputyService } from './confused-deputy-services';
import { Rule } from './rule';
import { SharedTrust } from './shared-trust';
import { stranger } from './token-holder';
import { findingsOfTrusts, UnwantedRequest } from './trust-findings';
import { trustedPrincipals } from './trusted-principals';
import { parseCaller } from '../engine/evaluation/caller';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

/**
 * Can a service act as the role for somebody else? Asked of services that say for whom they act.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
 */
export const NoConfusedDeputyTrust: Rule = {
  name: 'NoConfusedDeputyTrust',
  question: 'Can a service act as the role for a resource of somebody else?',
  why: 'A service works for everybody: somebody else may have it use the role, if the role does not ask for whom it acts.',
  check: app => findingsOfTrusts(app, 'NoConfusedDeputyTrust', trust => trustedPrincipals(trust, 'Service')
    .filter(service => confusedDeputyService(service)?.trust !== undefined)
    .map(service => forStranger(service, trust))),
};

function forStranger(service: Text, { reading: { pseudo: { partition } } }: SharedTrust): UnwantedRequest {
  const account = OpenValue.invented('999988887777', Shape.freshDigits());
  const some = (example: string) => OpenValue.invented(example, Shape.wordsAfter(''));
  return {
    caller: parseCaller(service)!,
    action: 'sts:AssumeRole',
    context: {
      'aws:SourceAccount': [OpenText.of(account)],
      'aws:SourceArn': [OpenText.of('arn:', partition, ':', some('service'), ':', some('us-east-1'), ':', account, ':', OpenValue.unknown('a resource of somebody else'))],
      'aws:SourceOrgID': [OpenText.of('o-', stranger('exampleorgid'))],
      'aws:SourceOrgPaths': [OpenText.of('o-', stranger('exampleorgid'), '/r-', stranger('ab12'), '/')],
    },
    message: `lets \`${service}\` act as the role for whomever it acts`,
    fix: 'require your account with a condition on `aws:SourceAccount`, or the resource that the service acts for with one on `aws:SourceArn`',
  };
}
