#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { checkAccessNotGranted, checkNoNewAccess, checkNoPublicAccess, effectiveAccess, validatePolicy, whoCan } from './analysis';
import { conformance } from './conformance';
import { BadInput } from './input';
import { read, ReadOptions } from './read';
import { simulate, SimulateOptions } from './simulate';
import { explain, Terminal, verify, VerifyOptions, writeBaselineOf, writeLockOf } from './verify';
import { escaped } from '../engine/policy/policy-problem';
import { REPORT_FORMATS } from '../reports/report-formats';
import { LOCK_FILE } from '../rules/access-lock';
import { BASELINE_FILE } from '../rules/baseline';
import { BadConfiguration } from '../rules/gate-options';
import { BadTerms } from '../rules/waiver';

const print = (line: string) => process.stdout.write(`${line}\n`);
// Who reads the output may stop reading.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') { throw error; } });

/** Progress is for who looks: it stays on one line, and goes away. */
const terminal: Terminal = {
  print,
  ...process.stderr.isTTY && { progress: (text: string) => { process.stderr.write(`\r\u001b[K${escaped(text)}`); } },
};

const APP_PATH = 'the folder of a synthesized app, usually cdk.out, or one template in JSON or YAML';

const program = new Command('cdk-iam-guardrails')
  .description('Decides what AWS IAM policies allow, offline and without credentials')
  .exitOverride();

layers(program.command('simulate')
  .description('decide one request, and explain the decision layer by layer (exit code 0: allowed, 1: not allowed, 2: bad input)')
  .requiredOption('--action <name>', 'the action, for example s3:GetObject')
  .requiredOption('--resource <arn...>', 'the resource, or all resources of one call')
  .option('--caller <arn>', 'ARN of a user, role, session, root user or identity provider, a service principal, or anonymous (default: somebody in the account of the resource)')
  .option('--resource-owner <account>', 'account that owns the resource (default: that in the ARN of the resource, or else that of the caller)'))
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

const EXIT_CODES = '(exit code 0: PASS, 1: FAIL, 2: UNDECIDED or bad input)';

program.command('check-no-new-access')
  .description(`does a policy allow anything that another does not? ${EXIT_CODES}`)
  .argument('<existing>', 'file of the existing policy')
  .argument('<new>', 'file of the new policy')
  .option('--type <type>', 'identity or resource', 'identity')
  .option('--json', 'print the whole result as JSON')
  .action((existing, updated, options) => { process.exitCode = checkNoNewAccess(existing, updated, options, print); });

program.command('check-access-not-granted')
  .description(`does a policy grant one of the actions on one of the resources? ${EXIT_CODES}`)
  .argument('<policy>', 'file of the policy')
  .option('--action <name...>', 'actions, with wildcards if you like (default: any)')
  .option('--resource <arn...>', 'resources, with wildcards if you like (default: any)')
  .option('--type <type>', 'identity or resource', 'identity')
  .option('--json', 'print the whole result as JSON')
  .action((policy, options) => { process.exitCode = checkAccessNotGranted(policy, options, print); });

program.command('check-no-public-access')
  .description(`can strangers reach the resource? ${EXIT_CODES}`)
  .argument('<policy>', 'file of the policy')
  .requiredOption('--resource-type <type>', 'for example AWS::S3::Bucket')
  .option('--json', 'print the whole result as JSON')
  .action((policy, { resourceType, json }) => { process.exitCode = checkNoPublicAccess(policy, resourceType, json, print); });

layers(program.command('effective-access')
  .description(`what may a principal do under all its layers of policies? FAIL: it may do something of what is asked ${EXIT_CODES}`)
  .requiredOption('--caller <arn>', 'ARN of a user, role, role session or root user')
  .option('--action <name...>', 'actions to ask about (default: all, by service and access level)')
  .option('--resource <arn...>', 'resources to ask about')
  .option('--resource-owner <account>', 'account that owns the resources (default: that of the caller)'))
  .option('--json', 'print the whole result as JSON')
  .action(options => { process.exitCode = effectiveAccess(options, print); });

app(program.command('who-can')
  .description(`who may do an action on a resource? FAIL: somebody may ${EXIT_CODES}`)
  .argument('<action>')
  .argument('<resource>')
  .argument('<path>', 'the folder of a synthesized app, one template, or a JSON file: a list of { "callerArn": ..., "policyInputList": [...] }'))
  .option('--json', 'print the whole result as JSON')
  .action((action, resource, path, options) => { process.exitCode = whoCan(action, resource, path, options, print); });

judging(program.command('verify')
  .description('judge apps and templates as at synth, in a process of its own (exit code 0: nothing is found, 1: something is, 2: could not run)'))
  .option('--baseline <file>', 'findings that were there already')
  .option('--lock <file>', 'the access that each principal may have')
  .option('--format <format>', `${Object.keys(REPORT_FORMATS).join(', ')}`, 'text')
  .action((paths: string[], options: VerifyOptions) => { process.exitCode = verify(paths, options, terminal); });

judging(program.command('explain')
  .description('explain one finding: the rule, the statement, a request that shows it, the way out (exit code 0: explained, 2: there is none, or could not run)')
  .argument('<finding>', 'its fingerprint, or the beginning of it'))
  .option('--baseline <file>', 'findings that were there already')
  .option('--lock <file>', 'the access that each principal may have')
  .action((finding: string, paths: string[], options: VerifyOptions) => { process.exitCode = explain(finding, paths, options, terminal); });

judging(program.command('baseline')
  .description('write what is found into a baseline: from then on only what is beyond it blocks (exit code 0: written, 2: could not run)'))
  .option('--baseline <file>', 'the file to write', BASELINE_FILE)
  .option('--lock <file>', 'the access that each principal may have')
  .action((paths: string[], options: VerifyOptions) => { process.exitCode = writeBaselineOf(paths, options, terminal); });

app(program.command('lock')
  .description('write what every principal may do into an access lock: from then on what is beyond it blocks (exit code 0: written, 2: could not run)')
  .argument('<path...>', APP_PATH))
  .option('--lock <file>', 'the file to write', LOCK_FILE)
  .option('--config <file>', 'the options of the gate, in JSON')
  .action((paths: string[], { lock, ...options }: VerifyOptions & { lock: string }) => { process.exitCode = writeLockOf(paths, lock, options, terminal); });

program.command('validate-policy')
  .description('what AWS would say about a policy: errors, warnings, suggestions (exit code 0: PASS, 1: FAIL, an error or a security warning, 2: bad input)')
  .argument('<policy>', 'file of the policy')
  .option('--type <type>', 'identity, resource, service-control or resource-control', 'identity')
  .option('--resource-type <type>', 'for example AWS::S3::Bucket')
  .option('--json', 'print the whole result as JSON')
  .action((policy, options) => { process.exitCode = validatePolicy(policy, options, options.resourceType, print); });

app(program.command('read')
  .description('print every principal, policy, attachment, open value and unread place (exit code 0: everything was read, 1: something is unread, 2: bad input)')
  .argument('<path>', APP_PATH))
  .option('--json', 'print the whole reading as JSON')
  .action((path: string, options: ReadOptions) => { process.exitCode = read(path, options, print); });

try {
  program.parse();
} catch (error) {
  terminal.progress?.('');
  if (error instanceof BadInput || error instanceof BadConfiguration || error instanceof BadTerms) {
    process.stderr.write(`cdk-iam-guardrails: ${error.message}\n`);
    process.exitCode = 2;
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`cdk-iam-guardrails: a defect, please report it: ${(error as Error).stack}\n`);
    process.exitCode = 2;
  }
}

/** The options that say more about an app or a template. */
function app(command: Command): Command {
  return command
    .option('--account <id>', 'account that the template is deployed to (default: any)')
    .option('--region <name>', 'region that the template is deployed to (default: any)')
    .option('--stack-name <name>', 'name of the stack that the template makes (default: any)')
    .option('--accept <resource=reason>', 'what nobody can see into and you answer for, by type or logical id; once for each', collect)
    .option('--organization <file>', 'the organization of the accounts, with the policies that limit them, in JSON');
}

/** What judges takes the options of the gate beside them. */
function judging(command: Command): Command {
  return app(command.argument('<path...>', APP_PATH))
    .option('--config <file>', 'the options of the gate, in JSON: the file that `Guardrails.enforce` reads')
    .option('--profile <name>', 'baseline or strict (default: baseline)')
    .option('--today <day>', 'the day of the judgement, for waivers, such as 2027-03-31 (default: today, in UTC)');
}

/** The options that name files of policies. */
function layers(command: Command): Command {
  return command
    .option('--identity <file...>', 'identity policies of the caller')
    .option('--resource-policy <file>', 'policy of the resource: a bucket, queue or key policy, the trust policy of a role')
    .option('--boundary <file...>', 'permissions boundary')
    .option('--session <file...>', 'session policies')
    .option('--scp <file,...>', 'service control policies of one level, from the root; once for every level', collect)
    .option('--rcp <file,...>', 'resource control policies of one level, from the root; once for every level', collect)
    .option('--vpc-endpoint <file...>', 'policy of the VPC endpoint');
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}
