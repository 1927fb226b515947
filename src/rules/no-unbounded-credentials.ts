import { Rule } from './rule';
import { sensitiveActions } from './sensitive-actions';
import { unboundedAccess } from './unbounded-access';

/**
 * May credentials be got for a resource that nobody has named?
 */
export const NoUnboundedCredentials: Rule = {
  name: 'NoUnboundedCredentials',
  question: 'May credentials be got for a principal or a resource that nobody has named?',
  why: 'Credentials outlive the principal that got them, and are used from anywhere.',
  check: app => unboundedAccess(app, {
    rule: 'NoUnboundedCredentials',
    isAboutEverything: true,
    isAsked: ({ name }) => sensitiveActions('credentialExposure').has(name),
    message: action => `gets credentials by \`${action}\` of whomever it likes`,
    fix: (_action, arnPattern) => `name whose credentials are needed, in the form \`${arnPattern}\``,
  }),
};
