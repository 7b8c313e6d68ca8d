import { Inject, Injectable, type CanActivate } from '@nestjs/common';
import { Problem } from '@stakelog/runtime';
import { FactWriter } from '../session/fact-writer';

/** Before the log has been read nobody can tell a repeat from a new fact. */
@Injectable()
export class ReadyGuard implements CanActivate {
  constructor(@Inject(FactWriter) private readonly writer: FactWriter) {}

  canActivate(): boolean {
    if (this.writer.isOpen) return true;
    throw new Problem('log-unavailable', 'the feed is still reading the log', {
      retryAfterSeconds: 1,
    });
  }
}
