export { AccessGuard, accessOf, bearer, CallerOf, Public, Scopes, type Access } from './access';
export { systemClock, type Clock } from './clock';
export { crashPoint, crashPoints, type CrashPoint } from './crash-point';
export { accountIdOf, bodyHashOf, canonicalJson, commandIdOf } from './derived-ids';
export { Health, type Dependency, type DependencyState, type Readiness } from './health';
export { connectLog, LogContext, LogTransport, OnTopic, type LogSource } from './log-transport';
export { INTERNAL_TOKEN, InternalGuard } from './internal.guard';
export { createLogger, nestLogger, type Logger } from './logger';
export { Metrics } from './metrics';
export { onShutdown } from './on-shutdown';
export { OperationsModule } from './operations.module';
export { refuseUnderPressure } from './overload';
export {
  Problem,
  problemCodes,
  problemType,
  type FieldFault,
  type ProblemCode,
  type ProblemExtra,
} from './problem';
export { ProblemFilter, problemOf } from './problem-filter';
export { openRateLimit, type RateLimit, type RateLimitRule } from './rate-limit';
export { ConfigError, readConfig, shownConfig, type ShownSetting } from './read-config';
export { run } from './run';
export { settings } from './settings';
export { StoppedPartitions, type PartitionStop } from './stopped-partitions';
export {
  createHttp,
  dressHttp,
  fastifyAdapter,
  invalidRequest,
  type HttpOptions,
} from './create-http';
export { openTokens, scopes, Tokens, type Caller, type Scope, type TokenRules } from './tokens';
