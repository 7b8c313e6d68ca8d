/** What can be wrong with the machine or a server, and what a person does about it. */
const faults = {
  prerequisite_missing: { recover: 'install' },
  archives_unavailable: { recover: 'retry' },
  disk_full: { recover: 'free_space' },
  port_taken: { recover: 'choose_port' },
  data_dir_in_use: { recover: 'choose_data_dir' },
  did_not_start: { recover: 'read_log' },
  unreachable: { recover: 'check_address' },
  command_failed: { recover: 'read_log' },
} as const;

export type ServerFault = keyof typeof faults;

/** Its message is for people: one sentence that names the cause and the way out. */
export class ServerError extends Error {
  readonly code: ServerFault;
  readonly recover: (typeof faults)[ServerFault]['recover'];

  constructor(code: ServerFault, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ServerError';
    this.code = code;
    this.recover = faults[code].recover;
  }
}
