package peers;

import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Decides one command after the other against two stores. Avro binary, read and written by hand. */
final class BetDecider implements Processor<byte[], byte[], byte[], byte[]> {
  static final int ACCEPTED = 0, SUSPENDED = 1, ODDS = 2, FUNDS = 3;

  /** The fields of an event behind those of its command take no more bytes. */
  private static final int ANSWER_BYTES_MAX = 32;

  /** By market: whether it is suspended, and the odds of its three outcomes. */
  private final Map<Bytes, int[]> markets;

  /** Of each account at the start, minor units. */
  private final long startBalance;

  /** Says so when it has decided as many; 0 for never. */
  private final long wanted;

  private long seen;
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<Bytes, byte[]> balances, bets;

  /** What is read, and how far. */
  private byte[] in;
  private int at;

  BetDecider(Map<Bytes, int[]> markets, long startBalance, long wanted) {
    this.markets = markets;
    this.startBalance = startBalance;
    this.wanted = wanted;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    balances = context.getStateStore("accounts");
    bets = context.getStateStore("bets");
  }

  @Override
  public void process(Record<byte[], byte[]> command) {
    if (seen == 0) BetStreams.say("FIRST " + System.currentTimeMillis());
    in = command.value();
    at = 0;
    Bytes id = text(), account = text(), market = text();
    int outcome = (int) varint();
    long stake = varint();
    int odds = (int) varint();
    int head = at;
    long atMs = varint();
    byte[] before = bets.get(id);
    long answer = before == null ? decide(account, market, outcome, stake, odds) : toLong(before);
    if (before == null) bets.put(id, toBytes(answer));
    // The event begins with the same fields as its command.
    byte[] out = new byte[head + ANSWER_BYTES_MAX];
    System.arraycopy(in, 0, out, 0, head);
    int end = put(out, head, answer & 3);
    out[end++] = (byte) (before == null ? 0 : 1);
    end = put(out, end, answer >> 2);
    end = put(out, end, atMs);
    end = put(out, end, context.recordMetadata().get().offset());
    context.forward(command.withValue(Arrays.copyOf(out, end)));
    if (++seen == wanted) BetStreams.say("PROCESSED " + seen);
  }

  /** Balance and code in one number: what is stored of a bet. */
  private long decide(Bytes account, Bytes market, int outcome, long stake, int odds) {
    int[] on = markets.get(market);
    if (on[0] != 0) return SUSPENDED;
    if (on[1 + outcome] != odds) return ODDS;
    byte[] known = balances.get(account);
    long balance = known == null ? startBalance : toLong(known);
    if (balance < stake) return balance << 2 | FUNDS;
    balance -= stake;
    balances.put(account, toBytes(balance));
    return balance << 2 | ACCEPTED;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) return (value >>> 1) ^ -(value & 1);
    }
  }

  private Bytes text() {
    int length = (int) varint();
    Bytes text = Bytes.wrap(Arrays.copyOfRange(in, at, at + length));
    at += length;
    return text;
  }

  private static int put(byte[] out, int at, long number) {
    long value = (number << 1) ^ (number >> 63);
    while ((value & ~0x7fL) != 0) {
      out[at++] = (byte) ((value & 0x7f) | 0x80);
      value >>>= 7;
    }
    out[at++] = (byte) value;
    return at;
  }

  private static byte[] toBytes(long value) {
    byte[] bytes = new byte[8];
    for (int index = 7; index >= 0; index--) {
      bytes[index] = (byte) value;
      value >>>= 8;
    }
    return bytes;
  }

  private static long toLong(byte[] bytes) {
    long value = 0;
    for (byte next : bytes) value = value << 8 | (next & 0xff);
    return value;
  }
}
