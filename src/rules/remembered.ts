/** What is remembered under a key, made when it is first asked for. */
export function remembered<Key, Value>(known: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown }, key: Key, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) { known.set(key, value = make()); }
  return value;
}
