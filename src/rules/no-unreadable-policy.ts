import { Finding } from './finding';
import { Rule } from './rule';
import { UnreadPlace } from '../cloudformation/template';

/**
 * Is there anything that could not be read, and may allow anything?
 */
export const NoUnreadablePolicy: Rule = {
  name: 'NoUnreadablePolicy',
  question: 'Is there anything that could not be read, and may allow anything?',
  why: 'What nobody can read may allow everything, and a gate that passes over it is none.',
  check: ({ reading: { unread, stacks } }) => [
    ...unread.map(place => unreadFinding(place)),
    ...stacks.flatMap(({ stack: { id }, unread: inStack, resources }) =>
      inStack.map(place => unreadFinding(place, id, resources.find(({ resource }) => resource.logicalId === place.logicalId)?.content))),
  ],
};

function unreadFinding({ logicalId, path, message }: UnreadPlace, stack = '', content?: string): Finding {
  return {
    rule: 'NoUnreadablePolicy',
    ...stack !== '' && { stack },
    ...logicalId !== undefined && { logicalId },
    ...content !== undefined && { content },
    message: `cannot be read at \`${path}\`: ${message}`,
    fix: 'write it so that it is known before deployment; what nobody can read is taken to allow everything',
    dependsOn: [],
  };
}
