import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** A type of a property, as far as it is used. */
export interface SpecPropertyType {
  readonly type: string;
  readonly reference?: { readonly $ref: string };
  readonly element?: SpecPropertyType;
  readonly types?: SpecPropertyType[];
}

export interface SpecProperty {
  readonly type: SpecPropertyType;
  readonly previousTypes?: SpecPropertyType[];
  readonly scrutinizable?: string;
}

export interface SpecDefinition {
  readonly name: string;
  readonly properties: Record<string, SpecProperty>;
}

export interface SpecResource {
  readonly cloudFormationType: string;
  readonly properties: Record<string, SpecProperty>;
  readonly scrutinizable?: string;
}

/** CloudFormation's resource types, with the definitions that their properties refer to. */
export interface Spec {
  readonly resources: SpecResource[];
  readonly definition: (id: string) => SpecDefinition;
}

export interface PropertyOfType {
  readonly type: string;
  /** `Policies[*].PolicyDocument`; `$type` for the type itself. */
  readonly path: string;
}

export function pinnedSpec(): Spec {
  const database = loadAwsServiceSpecSync();
  return {
    resources: [...database.all('resource')] as SpecResource[],
    definition: id => database.get('typeDefinition', id) as SpecDefinition,
  };
}

const POLICY_OR_GRANT = /polic(y|ies)|permission|principal|grant|assumerole|boundar(y|ies)|template(body|ur[il])/i;

/** Names of values that may be a document, where nothing says what is inside. */
const DOCUMENT = /(document|body|template|text|content|statement|definition)s?$/i;

/** Everything, at any depth, whose name or type looks like a policy or a grant, or that AWS marks for scrutiny. */
export function policyCandidates(spec: Spec): PropertyOfType[] {
  return spec.resources.flatMap(({ cloudFormationType: type, properties, scrutinizable }) => {
    const paths = new Set(isScrutinized(scrutinizable) ? ['$type'] : []);
    eachProperty(spec, properties, (name, property, path) => { if (looksLikePolicy(name, property)) { paths.add(path); } });
    return [...paths].map(path => ({ type, path }));
  });
}

/** Does a type have a property at a path? */
export function hasProperty(spec: Spec, { properties }: SpecResource, path: string): boolean {
  const [first, ...rest] = path.split('.');
  const [, name, suffix] = /^(\w+)(.*)$/.exec(first)!;
  if (!Object.hasOwn(properties, name)) { return false; }
  const { leaves, inner } = descriptionOf(spec, properties[name]);
  if (rest.length === 0) { return suffix === '' || leaves.some(leaf => leaf.suffix === suffix); }
  return inner.filter(one => one.suffix === suffix).some(({ definition }) => hasProperty(spec, { cloudFormationType: '', properties: definition.properties }, rest.join('.')));
}

interface PropertyDescription {
  readonly scrutinizable?: string;
  /** What it is made of, through lists, maps and unions. */
  readonly leaves: Leaf[];
  readonly inner: { readonly id: string; readonly suffix: string; readonly definition: SpecDefinition }[];
}

function looksLikePolicy(name: string, { scrutinizable, leaves, inner }: PropertyDescription): boolean {
  return POLICY_OR_GRANT.test(name)
    || inner.some(({ definition }) => POLICY_OR_GRANT.test(definition.name))
    || isScrutinized(scrutinizable)
    || leaves.some(({ primitive }) => primitive === 'json' && DOCUMENT.test(name) || primitive === 'string' && /statements?$/i.test(name));
}

function isScrutinized(mark?: string): boolean {
  return mark !== undefined && mark !== 'None';
}

/** Definitions that hold themselves are entered once. */
function eachProperty(
  spec: Spec, properties: Record<string, SpecProperty>, visit: (name: string, property: PropertyDescription, path: string) => void, prefix = '', entered: string[] = [],
): void {
  for (const name of Object.keys(properties)) {
    const found = descriptionOf(spec, properties[name]);
    visit(name, found, prefix + name);
    for (const { id, suffix, definition } of found.inner) {
      if (!entered.includes(id)) { eachProperty(spec, definition.properties, visit, `${prefix}${name}${suffix}.`, [...entered, id]); }
    }
  }
}

/** Most properties are met in many places. */
const described = new WeakMap<SpecProperty, PropertyDescription>();

function descriptionOf(spec: Spec, property: SpecProperty): PropertyDescription {
  const known = described.get(property);
  if (known !== undefined) { return known; }
  const { type, previousTypes = [], scrutinizable } = property;
  const leaves = [type, ...previousTypes].flatMap(one => leavesOf(one));
  const inner = leaves.flatMap(({ id, suffix }) => id === undefined ? [] : [{ id, suffix, definition: spec.definition(id) }]);
  const found = { scrutinizable, leaves, inner };
  described.set(property, found);
  return found;
}

interface Leaf {
  readonly primitive: string;
  readonly suffix: string;
  readonly id?: string;
}

function leavesOf({ type, reference, element, types = [] }: SpecPropertyType, suffix = ''): Leaf[] {
  switch (type) {
    case 'array': return leavesOf(element!, `${suffix}[*]`);
    case 'map': return leavesOf(element!, `${suffix}{*}`);
    case 'union': return types.flatMap(one => leavesOf(one, suffix));
    default: return [{ primitive: type, suffix, id: reference?.$ref }];
  }
}
