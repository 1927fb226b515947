import { OpenNode } from '../../engine/policy/open-node';
import { OpenText, OpenValue, Shape, Text } from '../../engine/policy/text';
import { DeclarationReading, DeclarationTerms } from '../declaration';
import { isObject, Json } from '../json';

/** A value that somebody declares: the text that stands for it, wherever it stands. */
class DeclaredValue implements DeclarationReading {
  public readonly value: string;
  public readonly shape: string;
  public readonly reason: string;
  private text: Text | undefined;
  private isKnown = false;
  private isContradicted = false;

  constructor(public readonly constructPath: string, public readonly stack: string, terms: DeclarationTerms) {
    this.value = JSON.stringify(terms.value);
    this.shape = terms.shape;
    this.reason = terms.reason;
  }

  public get problem(): string | undefined {
    if (this.isContradicted) { return 'another declaration says something else of the value; keep one of them'; }
    if (this.isKnown) { return 'the value is known, and is used as it is; take the declaration out'; }
    return this.text === undefined ? 'the value stands in no policy and in nothing that a policy rests on; take the declaration out, or declare the value that stands there' : undefined;
  }

  /** INVARIANT: of two that say different things, neither counts. */
  public contradict(): void {
    this.isContradicted = true;
  }

  /** What stands for a value as it was computed. INVARIANT: what is known is never replaced. */
  public of(computed: Json): Json {
    if (this.isContradicted) { return computed; }
    const name = nameOfUnknown(computed);
    if (name === undefined) {
      this.isKnown = true;
      return computed;
    }
    return this.text ??= textOf(this.shape, `${name}, declared as \`${this.shape}\``);
  }
}

/** The name of what nobody knows; undefined for what is known, has a shape, or is one of a few. */
function nameOfUnknown(computed: Json): string | undefined {
  if (computed instanceof OpenNode) { return computed.alternatives === undefined ? computed.name : undefined; }
  const values = computed instanceof OpenText ? computed.openValues : [];
  return values.find(({ shape, choices }) => shape === undefined && choices === undefined)?.name;
}

/** What is written out stands as it is; a wildcard is some text, and no wildcard. */
function textOf(shape: string, name: string): Text {
  return OpenText.of(...shape.split(/([*?]+)/).map((piece, i) => i % 2 === 0 ? piece : OpenValue.opaque(name, Shape.ANY_TEXT)));
}

/** The declared values of one template. */
export class DeclaredValues {
  private readonly byKey = new Map<string, DeclaredValue>();

  public add(constructPath: string, stack: string, terms: DeclarationTerms): DeclarationReading {
    const declared = new DeclaredValue(constructPath, stack, terms);
    const key = keyOf(terms.value);
    const known = this.byKey.get(key);
    if (known === undefined) {
      this.byKey.set(key, declared);
    } else if (known.shape === declared.shape) {
      return known;
    } else {
      known.contradict();
      declared.contradict();
    }
    return declared;
  }

  /** A `Ref`, or an attribute: `Resource.Attribute`. */
  public named(kind: 'Ref' | 'Fn::GetAtt', name: string, compute: () => Json): Json {
    return this.byKey.size === 0 ? compute() : this.at(`${kind} ${name}`, compute());
  }

  /** Another function, by what it is told. */
  public function(name: string, argument: Json, compute: () => Json): Json {
    return this.byKey.size === 0 ? compute() : this.at(keyOf({ [name]: argument }), compute());
  }

  private at(key: string, computed: Json): Json {
    const declared = this.byKey.get(key);
    return declared === undefined ? computed : declared.of(computed);
  }
}

/** The same for functions that say the same. */
function keyOf(value: Json): string {
  const { Ref: name, 'Fn::GetAtt': path } = isObject(value) ? value : {};
  if (typeof name === 'string') { return `Ref ${name}`; }
  const parts = [path].flat();
  return path !== undefined && parts.every(part => typeof part === 'string') ? `Fn::GetAtt ${parts.join('.')}` : canonical(value);
}

function canonical(value: Json): string {
  if (Array.isArray(value)) { return `[${value.map(canonical).join()}]`; }
  if (!isObject(value)) { return JSON.stringify(value) ?? 'null'; }
  return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
