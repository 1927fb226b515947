import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

/** AWS partitions: how their regions begin, and the domain that ends the names of their endpoints. */
const PARTITIONS = [
  { partition: 'aws-cn', regions: ['cn-'], urlSuffix: 'amazonaws.com.cn' },
  { partition: 'aws-us-gov', regions: ['us-gov-'], urlSuffix: 'amazonaws.com' },
  { partition: 'aws-iso', regions: ['us-iso-'], urlSuffix: 'c2s.ic.gov' },
  { partition: 'aws-iso-b', regions: ['us-isob-'], urlSuffix: 'sc2s.sgov.gov' },
  { partition: 'aws-iso-e', regions: ['eu-isoe-'], urlSuffix: 'cloud.adc-e.uk' },
  { partition: 'aws-iso-f', regions: ['us-isof-'], urlSuffix: 'csp.hci.ic.gov' },
  { partition: 'aws-eusc', regions: ['eusc-'], urlSuffix: 'amazonaws.eu' },
  { partition: 'aws', regions: [''], urlSuffix: 'amazonaws.com' },
];

/** Stands for the account of a stack, where a policy is read as somebody of another account sees it, and nobody knows that of the stack. */
export const EXAMPLE_ACCOUNT = '111122223333';

const oneOf = (name: string, words: string[]) => OpenText.of(OpenValue.opaque(name, Shape.oneOf(...new Set(words))));

/**
 * Where a template is deployed. What is not known is one open value for all templates that share it.
 */
export class PseudoParameters {
  public readonly partition: Text;
  public readonly urlSuffix: Text;
  public readonly region: Text;
  public readonly account: Text;

  /**
   * @param account 12 digits; undefined when the stack may be deployed to any account
   * @param region undefined when the stack may be deployed to any region
   */
  constructor(account?: string, region?: string) {
    const home = region === undefined ? undefined : PARTITIONS.find(({ regions }) => regions.some(start => region.startsWith(start)));
    this.account = account ?? OpenText.of(OpenValue.opaque('AWS::AccountId', Shape.digits(12)));
    this.region = region ?? OpenText.of(OpenValue.opaque('AWS::Region', Shape.wordsAfter('')));
    this.partition = home?.partition ?? oneOf('AWS::Partition', PARTITIONS.map(({ partition }) => partition));
    this.urlSuffix = home?.urlSuffix ?? oneOf('AWS::URLSuffix', PARTITIONS.map(({ urlSuffix }) => urlSuffix));
  }
}
