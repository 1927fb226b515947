import { Access, AccessWitness, CheckAccessResult, CheckResult } from './check-types';
import { asksForCallerByVariable, authorizationRequest, KeyRewriter, onFixedAccount } from './private/access-search';
import { accessFormulas, contextFormula, witnessOf } from './private/accesses';
import { Budget } from './private/budget';
import { CallerClass } from './private/caller-class';
import { all, ALWAYS, Formula, inSet, mayBeFor, not } from './private/formula';
import { LayerFormula } from './private/layer-formula';
import { PatternSet } from './private/pattern-set';
import { Model, Solver } from './private/solver';
import { matchesPattern, textIs } from './private/statement-formula';
import { serviceOf } from './private/statement-index';
import { concreteRequest, ConcreteRequest, NO_CONTEXT, resourceFor } from './private/witness';
import { WordPattern } from './private/word-pattern';
import { AWS_WORLD } from './private/world';
import { AccessAnswer, RequestQuestion } from './request-question';
import { ApplicablePolicies } from '../evaluation/applicable-policies';
import { authorize } from '../evaluation/authorization';
import { Caller } from '../evaluation/caller';
import { EvalDecision } from '../evaluation/eval-decision';
import { Pattern } from '../policy/pattern';
import { quoted } from '../policy/policy-problem';
import { foldAscii, Text } from '../policy/text';
import { NO } from '../policy/truth';
import { AccessLevel } from '../service-authorization/access-level';
import { ServiceAction } from '../service-authorization/service-action';
import { ServiceAuthorizationReference } from '../service-authorization/service-authorization-reference';

/** Steps for the answer to one question, and for the whole summary. */
const MOST_STEPS = 1_000_000;
const MOST_STEPS_OF_SUMMARY = 2_000_000;

/** What is asked of requests to actions of a pattern. */
type Asked = (action: WordPattern | undefined) => Formula;

/** Actions of one service and one access level that a principal may do on some resource. */
export interface ServiceAccess {
  /** The prefix of the service. */
  readonly service: string;
  readonly accessLevel: AccessLevel;
  /** As AWS spells them, sorted. */
  readonly actions: string[];
}

/**
 * Everything that one principal may do under all its layers of policies at once: a set of requests that can be asked, compared and printed.
 *
 * Made by `PolicyAnalyzer.effectiveAccess`.
 */
export class EffectiveAccess {
  /** @internal */
  public static _of(caller: Caller, policies: ApplicablePolicies, resourceAccount: Text): EffectiveAccess {
    return new EffectiveAccess(caller, policies, resourceAccount);
  }

  private readonly layers: LayerFormula;
  private readonly cls: CallerClass;
  private readonly rewriter: KeyRewriter;

  private constructor(private readonly caller: Caller, private readonly policies: ApplicablePolicies, private readonly resourceAccount: Text) {
    this.layers = new LayerFormula(caller, policies, mayBeOwn(caller, resourceAccount));
    this.cls = CallerClass.of(caller);
    this.rewriter = new KeyRewriter(this.cls, resourceAccount);
  }

  /** ARN of the principal. */
  public get principal(): string {
    return String(this.caller.name);
  }

  /**
   * May the principal do any of this?
   *
   * @returns FAIL with a witness if it may: as of all checks, PASS is the answer that nothing was found
   */
  public checkAccessNotGranted(accesses: Access[]): CheckAccessResult {
    const asked = accessFormulas(accesses);
    return this.answer(this.find(() => asked.map(one => () => one)), 'none of the accesses is granted', 'one or more of the accesses are granted');
  }

  /** May the principal do anything that the other may not? */
  public checkNoNewAccess(existing: EffectiveAccess): CheckAccessResult {
    // Variables of the other are those of the other principal: one question cannot hold both.
    if (existing.principal !== this.principal && existing.layers.documents.some(asksForCallerByVariable)) {
      return this.answer({ undecided: ['policy variables of another principal'] }, '', '');
    }
    return this.answer(this.find(() => [action => not(existing.rewriter.rewritten(existing.layers.formulaFor(action)))], existing), 'nothing is granted beyond the other', 'requests are granted that the other does not grant');
  }

  /**
   * May the principal do this? What the question does not fix may be anything.
   *
   * @internal
   */
  public _ask(question: RequestQuestion): AccessAnswer {
    const answer = this.find(() => [requestFormula(question)].map(asked => () => asked));
    const result = answer.found !== undefined ? CheckResult.FAIL : answer.undecided.length > 0 ? CheckResult.UNDECIDED : CheckResult.PASS;
    return { result, ...answer.found && { witness: witnessOf(answer.found), dependsOn: answer.found.dependsOn } };
  }

  /** What AWS lists and the principal may do on some resource: by service and access level, sorted. What could not be decided is in it. */
  public summary(): ServiceAccess[] {
    const rows: ServiceAccess[] = [];
    const budget = new Budget(MOST_STEPS_OF_SUMMARY);
    const patterns = budget.during(() => Budget.orUndefined(() => this.layers.actionPatterns)) ?? [undefined];
    const isAny = patterns.some(pattern => pattern === undefined || serviceOf(pattern) === '');
    const services = new Set(patterns.flatMap(pattern => pattern === undefined ? [] : serviceOf(pattern)));
    const isConcerned = ({ name }: ServiceAction) => {
      const word = WordPattern.word(foldAscii(name));
      return patterns.some(pattern => pattern?.excludes(word) !== true);
    };
    for (const service of ServiceAuthorizationReference.services()) {
      const granted = isAny || services.has(service) ? ServiceAuthorizationReference.actionsOf(service).filter(action => isConcerned(action) && this.mayDo(action, budget)) : [];
      for (const accessLevel of Object.values(AccessLevel)) {
        const actions = granted.filter(({ accessLevels }) => accessLevels.includes(accessLevel)).map(({ name }) => name).sort();
        if (actions.length > 0) { rows.push({ service, accessLevel, actions }); }
      }
    }
    return rows;
  }

  private mayDo(action: ServiceAction, budget: Budget): boolean {
    const resource = resourceFor(action, [], () => true);
    if (resource !== undefined && this.allows({ ...NO_CONTEXT, caller: this.caller, action: action.name, resource })) { return true; }
    const undecided: string[] = [];
    const pattern = WordPattern.word(foldAscii(action.name));
    const search = () => this.search(() => ALWAYS, pattern, budget, undecided);
    const found = budget.during(() => Budget.orUndefined(search, dimension => undecided.push(dimension)));
    return found !== undefined || undecided.length > 0;
  }

  private find(within: () => Asked[], except?: EffectiveAccess): { found?: ConcreteRequest; undecided: string[] } {
    const undecided: string[] = [];
    const budget = new Budget(MOST_STEPS);
    const found = budget.during(() => Budget.orUndefined(() => this.firstOf(within(), budget, undecided, except), dimension => undecided.push(dimension)));
    return { found, undecided };
  }

  private firstOf(questions: Asked[], budget: Budget, undecided: string[], except?: EffectiveAccess): ConcreteRequest | undefined {
    for (const pattern of this.layers.actionPatterns) {
      for (const within of questions) {
        const found = Budget.orUndefined(() => this.search(within, pattern, budget, undecided, except), dimension => undecided.push(dimension));
        if (found !== undefined) { return found; }
      }
    }
    return undefined;
  }

  /** @throws BudgetSpent */
  private search(within: Asked, action: WordPattern | undefined, budget: Budget, undecided: string[], except?: EffectiveAccess): ConcreteRequest | undefined {
    budget.spend(1);
    const asked = within(action);
    if (action !== undefined && !mayBeFor(action, asked)) { return undefined; }
    const solver: Solver<ConcreteRequest> = new Solver(AWS_WORLD, budget, model => this.confirmed(model, solver, budget, undecided, except));
    const formulas = [...action === undefined ? [] : [inSet('action', new PatternSet([action]))], asked, this.layers.formulaFor(action)].map(formula => this.rewriter.rewritten(formula));
    return solver.solve([...formulas, onFixedAccount(this.resourceAccount), this.cls.constraints]);
  }

  private confirmed(model: Model, solver: Solver<unknown>, budget: Budget, undecided: string[], except: EffectiveAccess | undefined): ConcreteRequest | undefined {
    const request = concreteRequest(model, this.cls, solver, budget);
    if (request === 'refuted') { return undefined; }
    if (request !== undefined && this.allows(request) && except?.allows(request) !== true) { return request; }
    undecided.push(request === undefined ? 'the values of policy variables' : `a request that the evaluation does not confirm (${request.action})`);
    return undefined;
  }

  private allows(request: ConcreteRequest): boolean {
    const asked = authorizationRequest({ ...request, caller: this.caller }, this.resourceAccount);
    return authorize(asked, this.policies).possible.includes(EvalDecision.ALLOWED);
  }

  private answer({ found, undecided }: { found?: ConcreteRequest; undecided: string[] }, pass: string, fail: string): CheckAccessResult {
    if (found !== undefined) {
      const witness: AccessWitness = witnessOf(found);
      const description = `may do ${quoted(witness.action)} on ${quoted(witness.resource)}`;
      return { result: CheckResult.FAIL, message: fail, reasons: [{ description, witness, dependsOn: found.dependsOn }], undecided: [] };
    }
    const open = [...new Set(undecided)];
    return open.length > 0
      ? { result: CheckResult.UNDECIDED, message: `not decided: too hard was ${open.join('; ')}`, reasons: [], undecided: open }
      : { result: CheckResult.PASS, message: pass, reasons: [], undecided: [] };
  }
}

/** What is granted in the own account is at least what is granted in another. */
function mayBeOwn({ account }: Caller, resourceAccount: Text): boolean {
  return account !== undefined && (account === resourceAccount || Pattern.compile(account).matches(resourceAccount) !== NO);
}

function requestFormula({ action, resource, wildcards = false, context }: RequestQuestion): Formula {
  return all(
    wildcards ? matchesPattern('action', foldAscii(action)) : inSet('action', PatternSet.ofWords(foldAscii(action))),
    wildcards ? matchesPattern('resource', resource) : textIs('resource', resource),
    contextFormula(context),
  );
}
