/** Why the server ends a socket; the first is for a bad request. Clients reconnect with jitter after 4008 and 4012. */
export const closeCode = {
  badRequest: 4000,
  notAuthenticated: 4001,
  tooSlow: 4008,
  tooLarge: 4009,
  restarting: 4012,
  tooMany: 4029,
} as const;

export type CloseCode = (typeof closeCode)[keyof typeof closeCode];
