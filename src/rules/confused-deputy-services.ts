import { readFileSync } from 'node:fs';
import { serviceNamed } from './service-principal';
import { Text } from '../engine/policy/text';
import { packageFile } from '../engine/service-authorization/package-file';

/** A service that says for whom it acts, in `aws:SourceArn` and `aws:SourceAccount`: a line of `data/confused-deputy-services.ndjson`. */
export interface ConfusedDeputyService {
  /** `states.amazonaws.com`. */
  readonly service: string;
  /** Where it says so when it assumes a role: the AWS page. @default - it does not */
  readonly trust?: string;
  /** Resources of which services it says so for, each with the AWS page. @default - none */
  readonly access?: Record<string, string>;
}

const FILE = packageFile('data', 'confused-deputy-services.ndjson');

let services: Map<string, ConfusedDeputyService> | undefined;

/** @returns undefined for services that are not known to say so: a condition that they never meet would lock them out */
export function confusedDeputyService(principal: Text): ConfusedDeputyService | undefined {
  services ??= new Map(readFileSync(FILE, 'utf8').trim().split('\n').map((line): [string, ConfusedDeputyService] => {
    const row: ConfusedDeputyService = JSON.parse(line);
    return [row.service, row];
  }));
  return services.get(serviceNamed(principal) ?? '');
}
