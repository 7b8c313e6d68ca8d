import { systemClock, type Clock } from './clock';

/** What one thing that the process needs is doing. */
export type DependencyState = {
  readonly state: 'starting' | 'up' | 'down';
  readonly sinceMs: number;
  /** The process is ready without it as well. */
  readonly optional?: true;
  /** What is wrong, or how far it has come. */
  readonly detail?: string;
};

/** One dependency's handle. Setting the same state again keeps `sinceMs`. */
export type Dependency = {
  up(detail?: string): void;
  down(detail: string): void;
  starting(detail?: string): void;
};

export type Readiness = {
  readonly ready: boolean;
  readonly draining: boolean;
  readonly dependencies: Readonly<Record<string, DependencyState>>;
};

/** What `/readyz` says: ready when every dependency is up and nobody asked the process to stop. */
export class Health {
  private readonly states = new Map<string, DependencyState>();
  private readonly optional = new Set<string>();
  private draining = false;

  constructor(private readonly clock: Clock = systemClock) {}

  /** Registers a dependency, starting. The process is not ready before it is up, unless it is optional. */
  dependency(name: string, need: 'required' | 'optional' = 'required'): Dependency {
    if (need === 'optional') this.optional.add(name);
    this.set(name, 'starting');
    return {
      up: (detail) => this.set(name, 'up', detail),
      down: (detail) => this.set(name, 'down', detail),
      starting: (detail) => this.set(name, 'starting', detail),
    };
  }

  /** From here on the process is not ready, whatever its dependencies say. */
  drain(): void {
    this.draining = true;
  }

  get ready(): boolean {
    return !this.draining && [...this.states.values()].every(isEnough);
  }

  readiness(): Readiness {
    return {
      ready: this.ready,
      draining: this.draining,
      dependencies: Object.fromEntries(this.states),
    };
  }

  private set(name: string, state: DependencyState['state'], detail?: string): void {
    const before = this.states.get(name);
    const sinceMs = before?.state === state ? before.sinceMs : this.clock.nowMs();
    const need = this.optional.has(name) ? { optional: true as const } : {};
    this.states.set(name, { state, sinceMs, ...need, ...(detail === undefined ? {} : { detail }) });
  }
}

const isEnough = ({ state, optional }: DependencyState) => state === 'up' || optional === true;
