import { isMainThread } from 'node:worker_threads';

/** A thread of the audit loads no more than it needs: most of the program is the command line's. */
if (isMainThread)
  void import(/* webpackMode: "eager" */ './command-line.ts').then(({ runCommandLine }) =>
    runCommandLine(),
  );
else
  void import(/* webpackMode: "eager" */ './workers/serve-tasks.ts').then(({ serveTasks }) =>
    serveTasks(),
  );
