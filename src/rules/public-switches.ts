import { readFileSync } from 'node:fs';
import { Profile } from './profile';
import { packageFile } from '../engine/service-authorization/package-file';

/** What a property must be like. */
export interface SwitchPosition {
  /** `ResourcesVpcConfig.PublicAccessCidrs[*]`: of a list, one member is enough. */
  readonly path: string;
  /** One of these words, in any case. */
  readonly is: string[];
  /** Whether an absent property is the same. @default false */
  readonly absent?: boolean;
}

/** Properties that open a resource to the internet without a policy: a line of `data/public-switches.ndjson`. */
export interface PublicSwitch {
  readonly type: string;
  /** All of them. None: every resource of the type. */
  readonly when: SwitchPosition[];
  /** ``gives the database an address on the internet``. */
  readonly means: string;
  readonly fix: string;
  /** The AWS page that says so. */
  readonly see: string;
  /** From which profile on it is asked. @default Profile.BASELINE */
  readonly profile?: Profile;
}

const FILE = packageFile('data', 'public-switches.ndjson');

let rows: PublicSwitch[] | undefined;

export function publicSwitches(): PublicSwitch[] {
  return rows ??= readFileSync(FILE, 'utf8').trim().split('\n').map(line => JSON.parse(line));
}
