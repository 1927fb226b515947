import { setTimeout as pause } from 'node:timers/promises';

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

export interface LambdaContext {
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** What a custom resource does. What it throws is the reason why the deployment fails. */
export interface CustomResource {
  /** The same for ever: another one would make CloudFormation delete what it takes for the old resource. */
  readonly physicalResourceId: string;
  onCreate(properties: Properties): Promise<void>;
  onUpdate(properties: Properties): Promise<void>;
  onDelete(properties: Properties): Promise<void>;
}

/** Kept for the answer. */
const TIME_TO_ANSWER = 10_000;
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
      await inTime(carryOut(resource, event), context.getRemainingTimeInMillis() - TIME_TO_ANSWER);
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

async function carryOut(resource: CustomResource, { RequestType, PhysicalResourceId, ResourceProperties }: CustomResourceEvent): Promise<void> {
  switch (RequestType) {
    case 'Create': return resource.onCreate(ResourceProperties);
    case 'Update': return resource.onUpdate(ResourceProperties);
    case 'Delete':
      // INVARIANT: what was not created is not deleted: CloudFormation deletes after a failed create, under the id that it got, or made up.
      return PhysicalResourceId === resource.physicalResourceId ? resource.onDelete(ResourceProperties) : undefined;
  }
}

function failedId({ physicalResourceId }: CustomResource): string {
  return `${physicalResourceId}/not-created`;
}

async function inTime(work: Promise<void>, milliseconds: number): Promise<void> {
  const timer = new AbortController();
  const timeout = pause(Math.max(0, milliseconds), undefined, { signal: timer.signal }).then(() => {
    throw new Error(`the request was not finished within ${Math.round(milliseconds / 1000)} s; the state of the account is not known`);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    timer.abort();
    timeout.catch(() => {});
    work.catch(() => {});
  }
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
