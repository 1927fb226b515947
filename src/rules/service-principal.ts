import { Text } from '../engine/policy/text';

const REGION = /\.[a-z]{2}(-[a-z]+)+-\d(?=\.amazonaws\.com)|(?<=\.amazonaws\.com)\.cn$/g;

/**
 * The name of a service in whatever region: `logs.us-east-1.amazonaws.com` is `logs.amazonaws.com`.
 *
 * @returns undefined where nobody knows it
 */
export function serviceNamed(principal: Text | undefined): string | undefined {
  return typeof principal === 'string' ? principal.replace(REGION, '') : undefined;
}
