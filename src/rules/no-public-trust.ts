import { Rule } from './rule';
import { trustFindings } from './trust-findings';

/**
 * Can somebody who has nothing to do with the account assume the role?
 */
export const NoPublicTrust: Rule = {
  name: 'NoPublicTrust',
  question: 'Can somebody who has nothing to do with the account assume the role?',
  why: 'A role that trusts everyone has no password: whoever knows its ARN is the role.',
  check: app => app.trusts.flatMap(trust => {
    const found = app.publicTrust(trust);
    const message = 'trusts everyone: somebody outside the account can assume the role';
    return found === undefined ? [] : trustFindings('NoPublicTrust', trust, found, found.indexes[0], { message, fix: found.fix });
  }),
};
