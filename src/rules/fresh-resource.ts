import { PseudoParameters } from '../cloudformation/pseudo-parameters';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';
import { ARN_EXAMPLES } from '../engine/service-authorization/arn-examples';

/** Where a resource is. */
export interface Place {
  readonly region: Text;
  readonly account: Text;
}

/** Any account and any region: a policy may name them. */
export const ANYWHERE: Place = {
  account: OpenText.of(OpenValue.invented('111122223333', Shape.digits(12))),
  region: OpenText.of(OpenValue.invented('us-east-1', Shape.wordsAfter(''))),
};

/**
 * A resource that nobody has named, of a type with this ARN pattern: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. The first part
 * of its name is written in no policy, so only a wildcard covers it; the others may be any.
 *
 * @param isWholly the others are written in no policy either
 */
export function freshResource(arnPattern: string, pseudo: PseudoParameters, place: Place, isWholly = false): Text {
  return resourceOf(arnPattern, pseudo, place, isFirst => isFirst || isWholly ? Shape.FRESH_TEXT : Shape.chosenName());
}

/** A resource of a type with this ARN pattern, whatever its name is. */
export function anyResource(arnPattern: string, pseudo: PseudoParameters, place: Place): Text {
  return resourceOf(arnPattern, pseudo, place, () => Shape.ANY_TEXT);
}

const PLACEHOLDER = /\$\{([^}]+)\}/;

/** Have the resources with this ARN pattern a name, which somebody chooses? */
export function hasName(arnPattern: string): boolean {
  return arnPattern.split(PLACEHOLDER).some((piece, i) => i % 2 === 1 && !PLACES.has(piece));
}

const PLACES = new Set(['Partition', 'Account', 'Region']);

function resourceOf(arnPattern: string, { partition }: PseudoParameters, { region, account }: Place, shapeOf: (isFirst: boolean) => Shape): Text {
  let isFirst = true;
  const parts = arnPattern.split(PLACEHOLDER).map((piece, i) => {
    if (i % 2 === 0) { return piece; }
    switch (piece) {
      case 'Partition': return partition;
      case 'Account': return account;
      case 'Region': return region;
      default: {
        const part = OpenValue.invented(ARN_EXAMPLES[piece] ?? 'example', shapeOf(isFirst));
        isFirst = false;
        return part;
      }
    }
  });
  return OpenText.of(...parts);
}
