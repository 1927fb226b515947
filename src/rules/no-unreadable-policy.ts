import { Rule } from './rule';

/**
 * Is there anything that could not be read, and may allow anything?
 */
export const NoUnreadablePolicy: Rule = {
  name: 'NoUnreadablePolicy',
  question: 'Is there anything that could not be read, and may allow anything?',
  check: ({ unread }) => unread.map(({ logicalId, path, message }) => ({
    rule: 'NoUnreadablePolicy',
    logicalId,
    message: `cannot be read at \`${path}\`: ${message}`,
    fix: 'write it so that it is known before deployment; what nobody can read is taken to allow everything',
    dependsOn: [],
  })),
};
