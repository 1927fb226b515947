import { arnOf, conditionsOf, propertyValues, referenceTo } from './app-draft';
import { Located } from './property-path';
import { ScopedResource } from './stack-scope';
import { Text } from '../../engine/policy/text';
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

  public values(path: string): Located[] {
    return propertyValues(this.#scoped, path);
  }
}
