/**
 * Does a record match a filter pattern for JSON? What the pattern names and the record lacks is not equal to anything, and not unequal either.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function matchesFilter(pattern: string, record: object): boolean {
  const tokens = pattern.match(/\{|\}|\(|\)|&&|\|\||!=|=|NOT EXISTS|"[^"]*"|[^\s(){}=!&|]+/g) ?? [];
  if (tokens.join('') !== pattern.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '').replace('NOTEXISTS', 'NOT EXISTS')) { throw new Error(`unread: ${pattern}`); }
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || expected !== undefined && token !== expected) { throw new Error(`\`${token}\` instead of \`${expected}\` in ${pattern}`); }
    return token;
  };
  const list = (operator: string, part: () => boolean, join: (a: boolean, b: boolean) => boolean) => () => {
    let value = part();
    while (tokens[at] === operator) {
      take();
      value = join(part(), value);
    }
    return value;
  };
  const term = (): boolean => {
    if (tokens[at] === '(') {
      take('(');
      const value = either();
      take(')');
      return value;
    }
    const found = take().replace(/^\$\./, '').split('.').reduce<any>((value, name) => value?.[name], record);
    const operator = take();
    if (operator === 'NOT EXISTS') { return found === undefined; }
    const wanted = take().replace(/^"|"$/g, '').split('*');
    const text = String(found);
    const [first, last] = [wanted[0], wanted[wanted.length - 1]];
    const isEqual = wanted.length === 1 ? text === first : wanted.length === 2 && text.startsWith(first) && text.endsWith(last) && text.length >= first.length + last.length;
    if (wanted.length > 2 || operator !== '=' && operator !== '!=') { throw new Error(`\`${operator}\` is not known`); }
    return found !== undefined && isEqual === (operator === '=');
  };
  const both = list('&&', term, (a, b) => a && b);
  const either: () => boolean = list('||', both, (a, b) => a || b);
  take('{');
  const value = either();
  take('}');
  if (at !== tokens.length) { throw new Error(`more after ${pattern}`); }
  return value;
}
