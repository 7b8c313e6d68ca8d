/**
 * Nest compiles for ES2021 by itself, where every `#private` is an entry of a WeakMap: a tenth of an audit's time.
 * This is the target of tsconfig.json. A library's index only names what it has: an app loads the modules, and the
 * packages behind them, that it uses.
 */
export default ({ module, optimization, ...defaults }) => ({
  ...defaults,
  optimization: { ...optimization, sideEffects: true, providedExports: true },
  module: {
    ...module,
    rules: [
      ...module.rules.map((rule) => ({ ...rule, use: rule.use.map(withTarget) })),
      { test: /[\\/]libs[\\/]\w+[\\/]src[\\/].*\.ts$/, sideEffects: false },
    ],
  },
});

const withTarget = (loader) => ({
  ...loader,
  options: { ...loader.options, jsc: { ...loader.options.jsc, target: 'es2023' } },
});
