import { Pattern } from '../../../src/engine/policy/pattern';
import { PRINCIPAL_TYPES, PrincipalElement, PrincipalEntry, PrincipalType } from '../../../src/engine/policy/principal-element';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { MAYBE, NO, YES } from '../../../src/engine/policy/truth';

const USER = 'arn:aws:iam::111122223333:user/joe';
const ROLE = 'arn:aws:iam::111122223333:role/r';

const entry = (type: PrincipalType, name: Text): PrincipalEntry => ({ type, everyone: false, pattern: Pattern.compile(name) });
const everyone = (type: PrincipalType): PrincipalEntry => ({ type, everyone: true, pattern: Pattern.compile('*') });
const list = (...entries: PrincipalEntry[]) => new PrincipalElement(false, entries, []);
const between = (...alternatives: PrincipalEntry[][]) => new PrincipalElement(false, [], [{ name: 'condition', alternatives }]);

const account = OpenValue.opaque('account', Shape.digits(12));
const unknown = OpenText.of(OpenValue.unknown('parameter'));

describe('names', () => {
  test('an entry is its exact text under its own type', () => {
    const element = list(entry('AWS', USER));
    expect([element.lists('AWS', USER), element.lists('AWS', USER.toUpperCase()), element.lists('AWS', ROLE), element.lists('Federated', USER)])
      .toEqual([YES, NO, NO, NO]);
  });

  test('a star in a name is a star', () => {
    expect(list(entry('AWS', '*')).lists('AWS', USER)).toBe(NO);
  });

  test('everyone is no name', () => {
    expect(PRINCIPAL_TYPES.map(type => list(everyone(type)).lists(type, USER))).toEqual([NO, NO, NO, NO]);
    expect(list(everyone('AWS')).lists('AWS', '*')).toBe(NO);
  });

  test('an open name may be any of its words', () => {
    const role = OpenText.of('arn:aws:iam::', account, ':role/r');
    expect([list(entry('AWS', role)).lists('AWS', ROLE), list(entry('AWS', role)).lists('AWS', USER), list(entry('AWS', role)).lists('AWS', role)])
      .toEqual([MAYBE, NO, YES]);
    expect(list(entry('AWS', unknown)).lists('AWS', ROLE)).toBe(MAYBE);
  });

  test('a choice lists what each branch lists', () => {
    expect(between([entry('AWS', USER)], [entry('AWS', USER), entry('AWS', ROLE)]).lists('AWS', USER)).toBe(YES);
    expect(between([entry('AWS', USER)], [entry('AWS', ROLE)]).lists('AWS', USER)).toBe(MAYBE);
    expect(between([entry('AWS', USER)], []).lists('AWS', USER)).toBe(MAYBE);
    expect(between([entry('AWS', ROLE)], [everyone('AWS')]).lists('AWS', USER)).toBe(NO);
  });
});

describe('everyone', () => {
  test('is a star of that type', () => {
    expect(PRINCIPAL_TYPES.map(type => list(everyone('Service')).listsEveryone(type))).toEqual([NO, YES, NO, NO]);
    expect(list(entry('AWS', USER)).listsEveryone('AWS')).toBe(NO);
  });

  test('an unknown name may be a star', () => {
    expect(list(entry('AWS', unknown)).listsEveryone('AWS')).toBe(MAYBE);
    expect(list(entry('AWS', unknown)).listsEveryone('Service')).toBe(NO);
    expect(list(entry('AWS', OpenText.of('arn:', OpenValue.unknown('parameter')))).listsEveryone('AWS')).toBe(NO);
  });

  test('a name of a known shape is no star', () => {
    expect(list(entry('AWS', OpenText.of(account))).listsEveryone('AWS')).toBe(NO);
    expect(list(entry('AWS', OpenText.of(OpenValue.opaque('name', Shape.wordsAfter(''))))).listsEveryone('AWS')).toBe(NO);
  });

  test('a choice between a star and a name may be everyone', () => {
    expect(between([everyone('AWS')], [entry('AWS', USER)]).listsEveryone('AWS')).toBe(MAYBE);
    expect(between([everyone('AWS')], [everyone('AWS'), entry('AWS', USER)]).listsEveryone('AWS')).toBe(YES);
    expect(list(entry('AWS', OpenText.of(OpenValue.choice('condition', ['*', USER])))).listsEveryone('AWS')).toBe(MAYBE);
  });
});

test('the complement is not applied here', () => {
  const element = new PrincipalElement(true, [entry('AWS', USER), everyone('Service')], []);
  expect([element.negated, element.lists('AWS', USER), element.lists('AWS', ROLE), element.listsEveryone('Service')]).toEqual([true, YES, NO, YES]);
});

test('open values and choices are named once each', () => {
  const element = new PrincipalElement(false, [entry('AWS', unknown), entry('Service', unknown)],
    [{ name: 'condition', alternatives: [[entry('AWS', OpenText.of(account))], []] }]);
  expect(element.openNames).toEqual(['parameter', 'account', 'condition']);
});
