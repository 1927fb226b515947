/** Where the analysis is more cautious than the worlds are: by kind of value and verdict, how often at which element, asked of which request. */
export interface OverCautious {
  readonly row: string;
  readonly reason: string;
  readonly cells: Record<string, string[]>;
}

export const OVER_CAUTIOUS: OverCautious[] = [
  {
    row: 'a chosen name: UNDECIDED where there is none',
    reason: 'a symbol in one value of a key may be any of its words, in another again',
    cells: {
      '4 times': [
        'ForAllValues:StringEquals of aws:TagKeys, red and green',
      ],
    },
  },
  {
    row: 'unknown: UNDECIDED where there is none',
    reason: 'a symbol in one value of a key may be any of its words, in another again',
    cells: {
      '10 times': [
        'ForAllValues:StringEquals of aws:TagKeys, red and green',
      ],
      '1 times': [
        'ForAnyValue:StringNotEquals of aws:TagKeys, red and green',
      ],
    },
  },
  {
    row: 'fresh words: FAIL where there is none',
    reason: 'parts of a fresh word may be those of the policy, so that it may be read as the whole',
    cells: {
      '2 times': [
        'NotPrincipal, red',
        'Principal, red',
      ],
    },
  },
  {
    row: 'a choice with a wildcard: FAIL where there is none',
    reason: 'AWS refuses a wildcard in a principal; here it is a text that nobody is called',
    cells: {
      '2 times': [
        'NotPrincipal, blue',
        'Principal, blue',
      ],
    },
  },
  {
    row: 'a generated name: UNDECIDED where there is none',
    reason: 'where case is ignored, an open value may be any text',
    cells: {
      '1 times': [
        'StringEqualsIgnoreCase of aws:PrincipalTag/team, red',
      ],
    },
  },
  {
    row: 'unknown: FAIL where there is none',
    reason: 'numbers, dates, addresses and booleans that are unknown are compared by guess, each comparison by itself',
    cells: {
      '1 times': [
        'DateLessThan of aws:CurrentTime, 2040-01-01T00:00:00Z',
        'NumericLessThanEquals of s3:max-keys, 10',
      ],
    },
  },
];

/** The same of pairs of policies with one value in both: the new one / the existing one. */
export interface OverCautiousPairs {
  readonly element: string;
  readonly row: string;
  readonly reason: string;
  readonly pairs: string[];
}

const WITH_A_LONGER_TEXT = [
  'Allow a longer text / Allow the complement',
  'Allow a longer text / Deny',
  'Allow / Deny a longer text',
  'Deny the complement / Deny a longer text',
  'Allow, and Deny the complement / Deny a longer text',
  'Allow a longer text / Allow the complement and Deny',
  'Allow / Allow, and Deny a longer text',
  'Deny the complement / Allow, and Deny a longer text',
  'Allow, and Deny the complement / Allow, and Deny a longer text',
];

export const OVER_CAUTIOUS_PAIRS: OverCautiousPairs[] = [
  { element: 'Action', row: 'a generated name: UNDECIDED where there is none', reason: 'a value may be any of its words where another pattern reads it, so that it may seem to be longer than itself', pairs: WITH_A_LONGER_TEXT },
  { element: 'Action', row: 'unknown: UNDECIDED where there is access', reason: 'no wildcard is tried for an open value in a witness; a request that needs one is not confirmed', pairs: WITH_A_LONGER_TEXT },
  { element: 'Resource', row: 'a generated name: UNDECIDED where there is none', reason: 'a value may be any of its words where another pattern reads it, so that it may seem to be longer than itself', pairs: WITH_A_LONGER_TEXT },
  { element: 'Resource', row: 'unknown: UNDECIDED where there is access', reason: 'no wildcard is tried for an open value in a witness; a request that needs one is not confirmed', pairs: WITH_A_LONGER_TEXT },
  { element: 'Principal', row: 'a generated name: FAIL where there is none', reason: 'which caller an open principal is, is a guess: two of one value may both be the same caller', pairs: WITH_A_LONGER_TEXT },
  { element: 'Principal', row: 'unknown: FAIL where there is none', reason: 'which caller an open principal is, is a guess: two of one value may both be the same caller', pairs: WITH_A_LONGER_TEXT },
  { element: 'StringEquals of aws:PrincipalTag/team', row: 'a generated name: UNDECIDED where there is none', reason: 'a value may be any of its words where another pattern reads it, so that it may seem to be longer than itself', pairs: WITH_A_LONGER_TEXT },
  { element: 'StringEquals of aws:PrincipalTag/team', row: 'unknown: UNDECIDED where there is none', reason: 'a value may be any of its words where another pattern reads it, so that it may seem to be longer than itself', pairs: WITH_A_LONGER_TEXT },
  { element: 'StringLike of aws:PrincipalTag/team', row: 'a generated name: UNDECIDED where there is none', reason: 'a value may be any of its words where another pattern reads it, so that it may seem to be longer than itself', pairs: WITH_A_LONGER_TEXT },
  { element: 'StringLike of aws:PrincipalTag/team', row: 'unknown: UNDECIDED where there is access', reason: 'no wildcard is tried for an open value in a witness; a request that needs one is not confirmed', pairs: WITH_A_LONGER_TEXT },
  { element: 'ArnLike of aws:SourceArn', row: 'a generated name: UNDECIDED where there is none', reason: 'a value may be any of its words where another pattern reads it, so that it may seem to be longer than itself', pairs: WITH_A_LONGER_TEXT },
  { element: 'ArnLike of aws:SourceArn', row: 'unknown: UNDECIDED where there is access', reason: 'no wildcard is tried for an open value in a witness; a request that needs one is not confirmed', pairs: WITH_A_LONGER_TEXT },
];
