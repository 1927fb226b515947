import { readFileSync } from 'node:fs';
import { packageFile } from '../engine/service-authorization/package-file';

/** An account of AWS that writes logs, in regions where no service principal does: a line of `data/log-delivery-accounts.ndjson`. */
export interface LogDeliveryAccount {
  readonly account: string;
  readonly region: string;
  /** All that it does. */
  readonly action: string;
  /** The AWS page that says so. */
  readonly see: string;
}

const FILE = packageFile('data', 'log-delivery-accounts.ndjson');

let rows: LogDeliveryAccount[] | undefined;

export function logDeliveryAccounts(): LogDeliveryAccount[] {
  return rows ??= readFileSync(FILE, 'utf8').trim().split('\n').map(line => JSON.parse(line));
}
