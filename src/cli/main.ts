#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { conformance } from './conformance';
import { BadInput } from './input';
import { simulate, SimulateOptions } from './simulate';

const print = (line: string) => process.stdout.write(`${line}\n`);
// Who reads the output may stop reading.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') { throw error; } });

const program = new Command('cdk-iam-guardrails')
  .description('Decides what AWS IAM policies allow, offline and without credentials')
  .exitOverride();

program.command('simulate')
  .description('decide one request, and explain the decision layer by layer (exit code 0: allowed, 1: not allowed, 2: bad input)')
  .requiredOption('--action <name>', 'the action, for example s3:GetObject')
  .requiredOption('--resource <arn...>', 'the resource, or all resources of one call')
  .option('--caller <arn>', 'ARN of a user, role, session, root user or identity provider, a service principal, or anonymous (default: somebody in the account of the resource)')
  .option('--resource-owner <account>', 'account that owns the resource (default: that in the ARN of the resource, or else that of the caller)')
  .option('--identity <file...>', 'identity policies of the caller')
  .option('--resource-policy <file>', 'policy of the resource: a bucket, queue or key policy, the trust policy of a role')
  .option('--boundary <file...>', 'permissions boundary')
  .option('--session <file...>', 'session policies')
  .option('--scp <file,...>', 'service control policies of one level, from the root; once for every level', collect)
  .option('--rcp <file,...>', 'resource control policies of one level, from the root; once for every level', collect)
  .option('--vpc-endpoint <file...>', 'policy of the VPC endpoint')
  .option('--context <key=value...>', 'context keys; several values with commas between them')
  .option('--unknown <key...>', 'context keys that may be missing, or hold anything')
  .option('--caller-in-management-account', 'SCPs do not limit the caller')
  .option('--resource-in-management-account', 'RCPs do not limit the resource')
  .option('--json', 'print the whole result as JSON')
  .action((options: SimulateOptions) => { process.exitCode = simulate(options, print); });

program.command('conformance')
  .description('replay files of the conformance suite (exit code 0: no disagreement, 1: some, 2: bad input)')
  .argument('<file...>', 'JSON files of cases')
  .action((files: string[]) => { process.exitCode = conformance(files, print); });

try {
  program.parse();
} catch (error) {
  if (error instanceof BadInput) {
    process.stderr.write(`cdk-iam-guardrails: ${error.message}\n`);
    process.exitCode = 2;
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`cdk-iam-guardrails: a defect, please report it: ${(error as Error).stack}\n`);
    process.exitCode = 2;
  }
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}
