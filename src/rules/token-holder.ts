import { RoleRequest } from './shared-trust';
import { Claims } from './token-issuers';
import { allConditions } from '../engine/policy/condition';
import { PolicyDocument } from '../engine/policy/policy-document';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

/** Who gave a token. */
export interface TokenProvider {
  /** As trust policies name it: its ARN, or its host. */
  readonly names: Text[];
  /** Undefined where nobody knows it: then claims of any host may be its own. */
  readonly host?: string;
}

/** Somebody who asks for a role with a token of the provider. Claims that are not told may be anything; a token has none of another provider. */
export function tokenHolder({ names, host }: TokenProvider, claims: Record<string, Text[]>, document: PolicyDocument): RoleRequest {
  const others = claimKeys(document).filter(key => host !== undefined && !isClaimOf(host, key));
  return {
    caller: { kind: 'federated', name: names[0], names: names.map(name => ({ type: 'Federated', name, grant: 'direct' })), derivedKeys: new Map() },
    action: 'sts:AssumeRoleWithWebIdentity',
    context: { ...Object.fromEntries(others.map(key => [key, []])), ...claims },
  };
}

/** The claims of a row, as keys of a request. */
export function claimsOf(host: string, claims: Claims): Record<string, Text[]> {
  return Object.fromEntries(Object.entries(claims).map(([name, template]) => [`${host}:${name}`, [claim(template)]]));
}

/** A value that is written in no policy. */
export function stranger(example = 'stranger'): OpenValue {
  return OpenValue.invented(example, Shape.freshWords());
}

function claim(template: string): Text {
  return OpenText.of(...template.split(/(<[a-z]+>)/).map(piece => {
    switch (piece) {
      case '<new>': return stranger();
      case '<word>': return OpenValue.invented('example', Shape.wordsAfter(''));
      case '<path>': return OpenValue.invented('example', Shape.chosenName());
      case '<any>': return OpenValue.unknown('what the holder of the token chooses');
      default: return piece;
    }
  }));
}

/** The keys of a policy that are claims of web identities, `HOST:CLAIM`, folded. */
export function claimKeys({ statements }: PolicyDocument): string[] {
  const keys = statements.flatMap(({ condition }) => allConditions(condition)).map(({ key }) => key);
  return [...new Set(keys.filter(key => key.slice(0, key.indexOf(':')).includes('.')))];
}

export function isClaimOf(host: string, key: string): boolean {
  return key.startsWith(`${host.toLowerCase()}:`);
}
