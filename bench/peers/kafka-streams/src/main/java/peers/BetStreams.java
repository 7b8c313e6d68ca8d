package peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Commands, a processor with two changelogged stores in memory, events. The environment says where, and how it is tuned. */
public final class BetStreams {
  private BetStreams() {}

  public static void main(String[] arguments) throws Exception {
    Map<Bytes, int[]> markets = markets(Path.of(env("MARKETS")));
    long startBalance = Long.parseLong(env("START_BALANCE"));
    long wanted = Long.parseLong(env("WANTED"));
    Topology topology = new Topology();
    topology.addSource("commands", new ByteArrayDeserializer(), new ByteArrayDeserializer(), env("COMMANDS"));
    topology.addProcessor("decide", () -> new BetDecider(markets, startBalance, wanted), "commands");
    topology.addStateStore(store("accounts"), "decide");
    topology.addStateStore(store("bets"), "decide");
    topology.addSink("events", env("EVENTS"), new ByteArraySerializer(), new ByteArraySerializer(), "decide");
    KafkaStreams streams = new KafkaStreams(topology, settings());
    streams.setStateListener((now, before) -> {
      if (now == KafkaStreams.State.RUNNING) say("READY");
    });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(8))));
    streams.start();
  }

  static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static String env(String name) {
    String value = System.getenv(name);
    if (value == null) throw new IllegalArgumentException(name + " is missing");
    return value;
  }

  /** Lines of market, 1 where it is suspended, and the odds of three outcomes. */
  private static Map<Bytes, int[]> markets(Path path) throws Exception {
    Map<Bytes, int[]> markets = new HashMap<>();
    for (String line : Files.readAllLines(path)) {
      String[] fields = line.split(",");
      int[] numbers = new int[4];
      for (int index = 0; index < 4; index++) numbers[index] = Integer.parseInt(fields[index + 1]);
      markets.put(Bytes.wrap(fields[0].getBytes()), numbers);
    }
    return markets;
  }

  /** Without its cache, which is what makes it fastest here; its changelog stays. */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of())
        .withCachingDisabled();
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, env("EVENTS"));
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, env("KAFKA_BROKERS"));
    settings.put(StreamsConfig.STATE_DIR_CONFIG, env("STATE_DIR"));
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, env("COMMIT_MS"));
    settings.put(StreamsConfig.POLL_MS_CONFIG, env("POLL_MS"));
    settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), "2000");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), env("LINGER_MS"));
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), "131072");
    return settings;
  }
}
