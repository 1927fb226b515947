import { mayCoverFresh } from './covered-resources';
import { remembered } from './remembered';
import { Subject } from './subjects';
import { PseudoParameters } from '../cloudformation/pseudo-parameters';
import { PolicyReading } from '../cloudformation/template-reading';
import { PatternElement } from '../engine/policy/pattern-element';
import { Statement } from '../engine/policy/statement';

/** What statements allow that are written the same, in stacks that are deployed to the same place. */
export interface WideGrant {
  readonly resource: PatternElement | undefined;
  readonly home: PseudoParameters;
}

/** A statement, and the policy that it stands in. */
export interface WideStatement {
  readonly policy: PolicyReading;
  readonly statement: Statement;
  readonly grant: WideGrant;
}

/**
 * Allow statements that may cover a resource which nobody has named. Many statements name what they are about, and many of the others say the same.
 */
export class WideStatements {
  /** By the `Action`, what is allowed with it. */
  public readonly grants = new Map<PatternElement, WideGrant[]>();
  private readonly bySubject = new Map<Subject, WideStatement[]>();
  private readonly known = new Map<PseudoParameters, Map<PatternElement, Map<PatternElement | undefined, WideGrant>>>();

  constructor(subjects: Subject[]) {
    for (const subject of subjects) { this.bySubject.set(subject, this.statementsOf(subject)); }
  }

  /** Those of the own policies of a subject. */
  public of(subject: Subject): WideStatement[] {
    return this.bySubject.get(subject)!;
  }

  private statementsOf({ ownPolicies, reading: { pseudo } }: Subject): WideStatement[] {
    return ownPolicies.flatMap(policy => policy.document.statements
      .filter(({ effect, resource }) => effect === 'Allow' && mayCoverFresh(resource))
      .map(statement => ({ policy, statement, grant: this.grantOf(statement, pseudo) })));
  }

  private grantOf({ action, resource }: Statement, home: PseudoParameters): WideGrant {
    const here = remembered(this.known, home, () => new Map<PatternElement, Map<PatternElement | undefined, WideGrant>>());
    return remembered(remembered(here, action, () => new Map<PatternElement | undefined, WideGrant>()), resource, () => {
      const grant = { resource, home };
      remembered(this.grants, action, () => []).push(grant);
      return grant;
    });
  }
}
