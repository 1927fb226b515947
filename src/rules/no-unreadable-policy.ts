import { Finding } from './finding';
import { Rule } from './rule';
import { UnreadPlace } from '../cloudformation/template';

/**
 * Is there anything that could not be read, and may allow anything?
 */
export const NoUnreadablePolicy: Rule = {
  name: 'NoUnreadablePolicy',
  question: 'Is there anything that could not be read, and may allow anything?',
  check: ({ unread }) => unread.map(unreadFinding),
};

export function unreadFinding({ logicalId, path, message }: UnreadPlace): Finding {
  return {
    rule: 'NoUnreadablePolicy',
    logicalId,
    message: `cannot be read at \`${path}\`: ${message}`,
    fix: 'write it so that it is known before deployment; what nobody can read is taken to allow everything',
    dependsOn: [],
  };
}
