/** A target did not take a notice. It is tried again, later and later. */
export class DeliveryError extends Error {
  readonly recover = 'retry';
}
