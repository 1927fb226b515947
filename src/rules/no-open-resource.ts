import { Rule } from './rule';
import { sensitiveActions } from './sensitive-actions';
import { unboundedAccess } from './unbounded-access';
import { AccessLevel } from '../engine/service-authorization/access-level';

/**
 * Does it depend on a value that nobody knows which resources are written to, opened or read from? The value may be `*`.
 */
export const NoOpenResource: Rule = {
  name: 'NoOpenResource',
  question: 'Does it depend on a value that nobody knows which resources are written to, opened or read from?',
  why: 'Whoever sets the value at deployment decides what the principal reaches, and nobody reviews it.',
  check: app => unboundedAccess(app, {
    rule: 'NoOpenResource',
    isAboutOpenResources: true,
    isAsked: ({ name, accessLevels }) => sensitiveActions('dataAccess').has(name)
      || [AccessLevel.WRITE, AccessLevel.PERMISSIONS_MANAGEMENT].some(level => accessLevels.includes(level)),
    message: action => `allows \`${action}\` on whatever a value that nobody knows turns out to name`,
    fix: (_action, arnPattern) => `write the resources out, in the form \`${arnPattern}\`, limit the parameter by its allowed values, or declare what the value looks like`,
  }),
};
