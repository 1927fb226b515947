import { PolicyContent, PolicyDocument } from './policy-document';
import { POLICY_TYPES, PolicyType } from './policy-type';
import { DocumentReader } from './private/document-reader';
import { KnownElements } from './private/known-elements';

/** What JSON stands for in which objects may stand for values. @param trail the keys that lead to it in the policy */
export type ValueOf = (written: unknown, trail: (string | number)[]) => unknown;

const WRITTEN_OUT = ['Version', 'Statement'];

/**
 * Parses policies of one type in which objects stand for values, those of one template: elements that are written the same are compiled once.
 */
export class PolicyParser {
  private readonly known: KnownElements;

  constructor(private readonly type: PolicyType, private readonly valueOf: ValueOf) {
    this.known = new KnownElements(valueOf);
  }

  /**
   * The same as `PolicyDocument.parse` of what the policy stands for, parsed when somebody asks.
   *
   * @param policy an object whose members all `isWrittenOut` knows
   */
  public later(policy: object, quota = Infinity): PolicyDocument {
    return PolicyDocument.later(() => this.parsed(policy, quota));
  }

  private parsed(policy: object, quota: number): PolicyContent {
    const reader = new DocumentReader(POLICY_TYPES[this.type], false, this.known);
    reader.read(policy);
    // What is no policy as it is written may stand for one.
    const isRead = reader.problems.length === 0 && reader.leastCharacters <= quota;
    return isRead ? reader : PolicyDocument.parse(this.valueOf(policy, []), { type: this.type, quota });
  }
}

/** Is it an object that stands for no other value? */
export function isWrittenOut(policy: unknown): policy is object {
  return typeof policy === 'object' && policy !== null && !Array.isArray(policy) && Object.keys(policy).every(key => WRITTEN_OUT.includes(key));
}
