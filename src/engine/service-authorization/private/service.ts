import { foldAscii } from './ascii';
import { ConditionKeys } from './condition-keys';
import { PackedAction, PackedResourceType, PackedService } from './packed';
import { AccessLevel } from '../access-level';
import { ServiceAction } from '../service-action';
import { ServiceResourceType } from '../service-resource-type';

const LEVEL_OF_INITIAL = new Map(Object.values(AccessLevel).map(level => [level[0], level]));

/** One service of the reference. Everything it returns is the caller's own copy. */
export class Service {
  public readonly name: string;
  public readonly supportsResourceControlPolicies: boolean;
  public readonly conditionKeys: ConditionKeys;
  private readonly actionsByName: Map<string, PackedAction>;
  private readonly resourceTypesByName: Map<string, PackedResourceType>;

  constructor(private readonly prefix: string, private readonly packed: PackedService) {
    this.name = packed.name;
    this.supportsResourceControlPolicies = packed.resourceControlPolicies;
    this.conditionKeys = new ConditionKeys(packed.conditionKeys);
    this.actionsByName = byFoldedName(packed.actions);
    this.resourceTypesByName = byFoldedName(packed.resourceTypes);
  }

  public actions(): ServiceAction[] {
    return this.packed.actions.map(packed => this.unpackAction(packed));
  }

  /** The action of a name without the prefix, in any case. */
  public action(name: string): ServiceAction | undefined {
    const packed = this.actionsByName.get(foldAscii(name));
    return packed && this.unpackAction(packed);
  }

  /** The names of the actions, without the prefix. */
  public actionNames(): string[] {
    return this.packed.actions.map(([name]) => name);
  }

  public resourceTypes(): ServiceResourceType[] {
    return this.packed.resourceTypes.map(packed => this.unpackResourceType(packed));
  }

  public resourceType(name: string): ServiceResourceType | undefined {
    const packed = this.resourceTypesByName.get(foldAscii(name));
    return packed && this.unpackResourceType(packed);
  }

  private unpackAction([name, levels, resourceTypes, conditionKeys]: PackedAction): ServiceAction {
    return {
      name: `${this.prefix}:${name}`,
      service: this.prefix,
      accessLevels: Array.from(levels, initial => LEVEL_OF_INITIAL.get(initial)!),
      resourceTypes: resourceTypes.map(([resourceType, required, keys]) => ({
        name: this.packed.resourceTypes[resourceType][0],
        required: required === 1,
        conditionKeys: this.keysAt(keys),
      })),
      conditionKeys: this.keysAt(conditionKeys),
      supportsOnlyWildcardResource: resourceTypes.length === 0,
    };
  }

  private unpackResourceType([name, arnPattern, conditionKeys]: PackedResourceType): ServiceResourceType {
    return { name, arnPattern, conditionKeys: this.keysAt(conditionKeys) };
  }

  private keysAt(indices: number[]): string[] {
    return indices.map(index => this.packed.conditionKeys[index][0]);
  }
}

function byFoldedName<Packed extends [name: string, ...rest: unknown[]]>(packed: Packed[]): Map<string, Packed> {
  return new Map(packed.map(entry => [foldAscii(entry[0]), entry]));
}
