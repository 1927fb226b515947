import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

/** AWS partitions, and the domain that ends the names of their endpoints. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'];
const URL_SUFFIXES = ['amazonaws.com', 'amazonaws.com.cn', 'c2s.ic.gov', 'sc2s.sgov.gov', 'cloud.adc-e.uk', 'csp.hci.ic.gov', 'amazonaws.eu'];

/**
 * Where a template is deployed. What is not known is one open value for all templates that share it.
 */
export class PseudoParameters {
  public readonly partition = OpenText.of(OpenValue.opaque('AWS::Partition', Shape.oneOf(...PARTITIONS)));
  public readonly urlSuffix = OpenText.of(OpenValue.opaque('AWS::URLSuffix', Shape.oneOf(...URL_SUFFIXES)));
  public readonly region: Text;
  public readonly account: Text;

  /**
   * @param account 12 digits; undefined when the stack may be deployed to any account
   * @param region undefined when the stack may be deployed to any region
   */
  constructor(account?: string, region?: string) {
    this.account = account ?? OpenText.of(OpenValue.opaque('AWS::AccountId', Shape.digits(12)));
    this.region = region ?? OpenText.of(OpenValue.opaque('AWS::Region', Shape.wordsAfter('')));
  }
}
