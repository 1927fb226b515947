import { CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Resource, StringConcat, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** The policies of the app that attach themselves to a group or user: own ones, what is granted, managed ones; in whatever stack they are. */
export function policiesAttachedTo(principal: Resource, principals: 'groups' | 'users'): CfnElement[] {
  const resource = principal.node.defaultChild as iam.CfnGroup | iam.CfnUser;
  const names = [resource.node.path, iam.CfnGroup.isCfnGroup(resource) ? resource.groupName : resource.userName];
  const isNamed = (list: string[] | undefined) => namesIn(list, principal).some(name => names.includes(name));
  return principal.node.root.node.findAll().filter((one): one is iam.CfnPolicy | iam.CfnManagedPolicy =>
    (iam.CfnPolicy.isCfnPolicy(one) || iam.CfnManagedPolicy.isCfnManagedPolicy(one)) && isNamed(one[principals]));
}

/** Names, and the paths of the resources that have the other names. */
function namesIn(list: string[] | undefined, scope: Resource): string[] {
  return list === undefined ? [] : [Tokenization.resolve(list, { scope, resolver: new PathResolver(), preparing: true })].flat();
}

class PathResolver extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    return Reference.isReference(token) ? token.target.node.path : super.resolveToken(token, context, postProcessor);
  }
}
