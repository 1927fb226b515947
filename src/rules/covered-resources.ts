import { ANY_REQUEST } from './covered-actions';
import { ANYWHERE, freshResource, Place } from './fresh-resource';
import { remembered } from './remembered';
import { surelyApart } from './surely-apart';
import { PseudoParameters } from '../cloudformation/pseudo-parameters';
import { PatternElement } from '../engine/policy/pattern-element';
import { splitText, Text } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';

/** A resource that nobody has named. */
export interface FreshResource {
  /** The form of its ARN. */
  readonly arnPattern: string;
  readonly resource: Text;
  readonly resourceAccount: Text;
}

/** Only wildcards and what may be one cover what nobody has named, or no `Resource` at all. */
export function mayCoverFresh(resource: PatternElement | undefined): boolean {
  return resource === undefined || resource.negated || !resource.isWrittenOut;
}

/** Are names all that it covers: texts that are the same wherever they stand, be they known or not? */
export function isNamed(resource: PatternElement | undefined): boolean {
  return resource?.negated === false && resource.isFixed;
}

/**
 * Resources that nobody has named, and that a `Resource` covers, or the lack of one.
 */
export class CoveredResources {
  private places: Place[] | undefined;
  private readonly known = new Map<string, FreshResource[]>();

  /** @param isWholly no part of their names is written in a policy */
  constructor(private readonly element: PatternElement | undefined, private readonly home: PseudoParameters, private readonly isWholly: boolean) {}

  /** Those of this form. */
  public of(arnPattern: string): FreshResource[] {
    return remembered(this.known, arnPattern, () => {
      this.places ??= placesOf(this.element, this.home);
      return this.places
        .map(place => ({ arnPattern, resource: freshIn(place, arnPattern, this.home, this.isWholly), resourceAccount: place.account }))
        .filter(({ resource }) => this.mayCover(resource));
    });
  }

  /** Most name others, which is soon seen. */
  private mayCover(resource: Text): boolean {
    const { element } = this;
    if (element === undefined) { return true; }
    const isApart = !element.negated && element.allPatterns.every(({ source }) => surelyApart(source, resource));
    return !isApart && element.matches(resource, ANY_REQUEST, ANY_REQUEST) !== NO;
  }
}

/** Where to look for resources: at home, where the statement says, and at last anywhere. */
function placesOf(resource: PatternElement | undefined, home: Place): Place[] {
  const named = (resource === undefined || resource.negated ? [] : resource.allPatterns).map(({ source }) => {
    const [, , , region, account] = splitText(source, ':', 6);
    return { region: isKnown(region) ? region : home.region, account: isKnown(account) ? account : home.account };
  });
  return [...new Map([home, ...named].map(place => [`${place.region}:${place.account}`, place])).values(), ANYWHERE];
}

function isKnown(field: Text | undefined): field is string {
  return typeof field === 'string' && /^[^*?]+$/.test(field);
}

const made = new WeakMap<PseudoParameters, Map<string, Text>>();

/** One resource of every form and place, made once. */
function freshIn(place: Place, arnPattern: string, home: PseudoParameters, isWholly: boolean): Text {
  const known = remembered(made, home, () => new Map<string, Text>());
  const key = `${arnPattern}|${place.region}|${place.account}|${place === ANYWHERE}|${isWholly}`;
  return remembered(known, key, () => freshResource(arnPattern, home, place, isWholly));
}
