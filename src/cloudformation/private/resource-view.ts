import { arnOf, conditionsOf, propertyValues, referenceTo } from './app-draft';
import { Located } from './property-path';
import { sha256 } from './sha256';
import { ScopedResource, StackScope } from './stack-scope';
import { Text } from '../../engine/policy/text';
import { TemplateResource } from '../template';
import { ResourceReading, ResourceReference } from '../template-reading';

/** Computes what is asked for. A reading holds no templates: what it is computed from stays inside. */
export class ResourceView implements ResourceReading {
  readonly #scoped: ScopedResource;

  constructor(scoped: ScopedResource) {
    this.#scoped = scoped;
  }

  public get resource(): ResourceReference {
    return referenceTo(this.#scoped);
  }

  public get arn(): Text {
    return arnOf(this.#scoped);
  }

  public get conditions(): string[] {
    return conditionsOf(this.#scoped);
  }

  public get content(): string | undefined {
    return contentOf(this.#scoped, this.#scoped.scope);
  }

  public values(path: string): Located[] {
    return propertyValues(this.#scoped, path);
  }
}

/** INVARIANT: another resource never has the same, whatever could not be read of it. */
function contentOf({ logicalId, type, properties, condition }: TemplateResource, { template, madeBy, embeddedIn, root }: StackScope): string | undefined {
  if (embeddedIn !== undefined) { return undefined; }
  const { parameters, mappings, conditions } = template;
  const given = madeBy === undefined ? root.parameters : contentOf(madeBy.resource, madeBy.scope);
  return sha256(JSON.stringify([logicalId, type, properties, condition ?? '', [...parameters], [...mappings], [...conditions], given]));
}
