import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { bodyOf } from './emulator';
import { Invocation, LambdaProcess } from './lambda-process';

/** What a custom resource answers. */
export interface CustomResourceResponse {
  readonly Status: string;
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** A request, what came of it, and the answer that arrived; undefined where none did. */
export interface Delivery extends Invocation {
  readonly response?: CustomResourceResponse;
}

const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Stack/guid';

/**
 * CloudFormation, as a custom resource sees it: it sends requests, and waits for answers at a URL.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref.html
 */
export class CloudFormation {
  public static async start(): Promise<CloudFormation> {
    const made = new CloudFormation();
    made.server.listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    return made;
  }

  /** How many of the next answers are lost on the way. */
  public lost = 0;
  private readonly server: Server;
  private readonly answers: { headers: Record<string, unknown>; body: any }[] = [];
  private requests = 0;

  private constructor() {
    this.server = createServer((asked, answer) => void bodyOf(asked).then(body => {
      if (this.lost > 0) {
        this.lost--;
        return answer.writeHead(503).end();
      }
      if (asked.method === 'PUT') { this.answers.push({ headers: asked.headers, body: JSON.parse(body.toString()) }); }
      return answer.end();
    }));
  }

  /** A resource of a stack, whose provider is this process. */
  public resource(lambda: LambdaProcess, resourceType: string): StackResource {
    return new StackResource(this, lambda, resourceType);
  }

  /** Sends a request. */
  public async deliver(lambda: LambdaProcess, event: object, milliseconds?: number): Promise<Delivery> {
    this.answers.splice(0);
    const invocation = await lambda.invoke(event, milliseconds);
    if (this.answers.length === 0) { return invocation; }
    const [{ headers, body }, ...others] = this.answers;
    // The URL is signed for these headers.
    expect([headers['content-type'], others]).toEqual(['', []]);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(4096);
    return { ...invocation, response: body };
  }

  public event(properties: object): object {
    const { port } = this.server.address() as AddressInfo;
    return {
      RequestId: `request-${++this.requests}`,
      ResponseURL: `http://127.0.0.1:${port}/?signature=secret`,
      StackId: STACK_ID,
      LogicalResourceId: 'Resource',
      ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:handler',
      ...properties,
    };
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** One resource, and what CloudFormation knows of it. */
export class StackResource {
  public physicalResourceId: string | undefined;
  private properties: object = {};
  private last: object = {};

  constructor(private readonly cloudFormation: CloudFormation, private readonly lambda: LambdaProcess, private readonly resourceType: string) {}

  public async create(properties: object, milliseconds?: number): Promise<Delivery> {
    return this.send({ RequestType: 'Create' }, properties, milliseconds);
  }

  public async update(properties: object, milliseconds?: number): Promise<Delivery> {
    return this.send({ RequestType: 'Update', PhysicalResourceId: this.physicalResourceId, OldResourceProperties: asText(this.properties) }, properties, milliseconds);
  }

  /** After an update: with the properties of before. After a create: deletes what was created, or not. */
  public async delete(milliseconds?: number): Promise<Delivery> {
    return this.send({ RequestType: 'Delete', PhysicalResourceId: this.physicalResourceId ?? 'Stack-Resource-1A2B3C4D5E6F' }, this.properties, milliseconds);
  }

  /** The same request once more: Lambda delivers at least once. */
  public async again(): Promise<Delivery> {
    return this.cloudFormation.deliver(this.lambda, this.last);
  }

  private async send(request: object, properties: object, milliseconds?: number): Promise<Delivery> {
    this.last = this.cloudFormation.event({ ...request, ResourceType: this.resourceType, ResourceProperties: asText(properties) });
    this.properties = properties;
    const delivery = await this.cloudFormation.deliver(this.lambda, this.last, milliseconds);
    const { RequestId, StackId, LogicalResourceId, PhysicalResourceId } = delivery.response ?? {};
    if (delivery.response !== undefined) {
      expect({ RequestId, StackId, LogicalResourceId }).toEqual(
        Object.fromEntries(['RequestId', 'StackId', 'LogicalResourceId'].map(name => [name, (this.last as Record<string, unknown>)[name]])));
      // INVARIANT: an id that changes makes CloudFormation delete what it takes for the old resource.
      expect(this.physicalResourceId ?? PhysicalResourceId).toBe(PhysicalResourceId);
      this.physicalResourceId = PhysicalResourceId;
    }
    return delivery;
  }
}

/** What CloudFormation makes of properties: numbers and booleans become text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(asText); }
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asText(member)])) : String(value);
}
