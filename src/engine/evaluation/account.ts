/**
 * The account of an owner: 12 digits, or an ARN of that account.
 *
 * @returns undefined when it is neither
 */
export function accountOf(owner: string): string | undefined {
  return /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::.*)?$/s.exec(owner)?.[1];
}
