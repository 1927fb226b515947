import { Rule } from './rule';
import { sensitiveActions } from './sensitive-actions';
import { unboundedAccess } from './unbounded-access';

/**
 * May data be read from a resource that nobody has named?
 */
export const NoUnboundedDataAccess: Rule = {
  name: 'NoUnboundedDataAccess',
  question: 'May data be read from a resource that nobody has named?',
  why: 'Whoever takes over such a principal reads the data of every application of the account, not of its own alone.',
  check: app => unboundedAccess(app, {
    rule: 'NoUnboundedDataAccess',
    isAboutEverything: true,
    isAsked: ({ name }) => sensitiveActions('dataAccess').has(name),
    message: action => `reads data by \`${action}\` from resources that nobody has named`,
    fix: (_action, arnPattern) => `name the resources whose data is needed, in the form \`${arnPattern}\``,
  }),
};
