/**
 * Does an event match a pattern of Amazon EventBridge?
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesEvent(pattern: Record<string, any>, event: Record<string, any> | undefined): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = event?.[name];
    return Array.isArray(wanted) ? wanted.some(one => matchesValue(one, value)) : matchesEvent(wanted, value);
  });
}

function matchesValue(wanted: any, value: unknown): boolean {
  if (typeof wanted === 'string') { return value === wanted; }
  const [[operator, operand], ...others] = Object.entries<any>(wanted);
  if (others.length > 0) { throw new Error(`not known: ${JSON.stringify(wanted)}`); }
  switch (operator) {
    case 'exists': return (value !== undefined) === operand;
    case 'prefix': return typeof value === 'string' && value.startsWith(operand);
    case 'suffix': return typeof value === 'string' && value.endsWith(operand);
    case 'anything-but': return value !== undefined && !operand.includes(value);
    default: throw new Error(`not known: ${operator}`);
  }
}
