import { isWritten, lastField } from './arn-index';
import { Subject } from './subjects';
import { Text } from '../engine/policy/text';
import { TextKey, textKey } from '../engine/policy/text-key';

/**
 * The principals of an app by what names them. Where in the world a name is meant is not looked at: it errs towards too many.
 */
export class NamedSubjects {
  private index: SubjectIndex | undefined;

  constructor(private readonly subjects: Subject[]) {}

  /** @param name an ARN, or a name alone */
  public of(name: Text): Subject[] {
    this.index ??= indexOf(this.subjects);
    return this.index.byName.get(textKey(lastField(name) ?? name)) ?? [];
  }

  /** The same with those whose names may turn out to be it. */
  public mayBe(name: Text): Subject[] {
    const named = this.of(name);
    const { open } = this.index!;
    return open.length === 0 ? named : [...new Set([...named, ...open])];
  }
}

interface SubjectIndex {
  readonly byName: Map<TextKey, Subject[]>;
  /** Those whose names are open: any name may be theirs. */
  readonly open: Subject[];
}

/** Most apps have nobody who is looked for. */
function indexOf(subjects: Subject[]): SubjectIndex {
  const byName = new Map<TextKey, Subject[]>();
  const open: Subject[] = [];
  for (const subject of subjects) {
    const { principal } = subject;
    if (principal === undefined) { continue; }
    const last = lastField(principal.arn);
    if (last === undefined || !isWritten(last)) { open.push(subject); }
    for (const name of last === undefined ? [principal.name] : [last, principal.name]) {
      const key = textKey(name);
      byName.set(key, [...byName.get(key) ?? [], subject]);
    }
  }
  return { byName, open };
}
