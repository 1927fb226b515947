import { setTimeout as pause } from 'node:timers/promises';
import { CallOptions, inTime, LambdaContext } from './in-time';

/**
 * What CloudFormation sends.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html
 */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  /** Whoever has it may answer: it is never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  /** Of an Update and a Delete. */
  readonly PhysicalResourceId?: string;
  /** Numbers and booleans arrive as text. */
  readonly ResourceProperties: Properties;
}

export type Properties = Record<string, unknown>;

/** What a custom resource does. What it throws is the reason why the deployment fails. */
export interface CustomResource {
  /** The same for ever: another one would make CloudFormation delete what it takes for the old resource. */
  readonly physicalResourceId: string;
  onCreate(properties: Properties, options: CallOptions): Promise<void>;
  onUpdate(properties: Properties, options: CallOptions): Promise<void>;
  onDelete(properties: Properties, options: CallOptions): Promise<void>;
}

/** CloudFormation takes answers of 4096 bytes. */
const LONGEST_REASON = 1000;
const ANSWER_ATTEMPTS = 5;

/**
 * Makes the handler of a custom resource: every request is answered once, in time, whatever happens.
 */
export function customResourceHandler(resource: CustomResource): (event: CustomResourceEvent, context: LambdaContext) => Promise<void> {
  return async (event, context) => {
    const { RequestType, RequestId, LogicalResourceId } = event;
    console.log(JSON.stringify({ RequestType, RequestId, LogicalResourceId, properties: event.ResourceProperties }));
    let failure: string | undefined;
    try {
      await inTime(context, options => carryOut(resource, event, options));
    } catch (error) {
      failure = error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error);
      console.error(JSON.stringify({ RequestType, RequestId, failure }));
    }
    await answer(event, {
      Status: failure === undefined ? 'SUCCESS' : 'FAILED',
      Reason: `${(failure ?? 'done').slice(0, LONGEST_REASON)} (log stream ${context.logStreamName})`,
      PhysicalResourceId: event.PhysicalResourceId ?? (failure === undefined ? resource.physicalResourceId : failedId(resource)),
    });
  };
}

async function carryOut(resource: CustomResource, { RequestType, PhysicalResourceId, ResourceProperties }: CustomResourceEvent, options: CallOptions): Promise<void> {
  switch (RequestType) {
    case 'Create': return resource.onCreate(ResourceProperties, options);
    case 'Update':
      if (PhysicalResourceId !== resource.physicalResourceId) {
        throw new Error(`what is deployed is \`${PhysicalResourceId}\`, and cannot become \`${resource.physicalResourceId}\`; give the construct another id`);
      }
      return resource.onUpdate(ResourceProperties, options);
    case 'Delete':
      // INVARIANT: what was not created is not deleted: CloudFormation deletes after a failed create, under the id that it got, or made up.
      return PhysicalResourceId === resource.physicalResourceId ? resource.onDelete(ResourceProperties, options) : undefined;
    default: throw new Error(`\`${RequestType}\` is no request of CloudFormation`);
  }
}

function failedId({ physicalResourceId }: CustomResource): string {
  return `${physicalResourceId}/not-created`;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html */
async function answer({ ResponseURL, StackId, RequestId, LogicalResourceId }: CustomResourceEvent, result: object): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify({ StackId, RequestId, LogicalResourceId, ...result }));
  for (let attempt = 1; ; attempt++) {
    try {
      // The URL is signed for an empty content type.
      const { ok, status } = await fetch(ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body, signal: AbortSignal.timeout(5_000) });
      if (ok) { return; }
      throw new Error(`CloudFormation refuses the answer with status ${status}`);
    } catch (error) {
      if (attempt === ANSWER_ATTEMPTS) { throw error; }
      await pause(100 * 2 ** attempt);
    }
  }
}
