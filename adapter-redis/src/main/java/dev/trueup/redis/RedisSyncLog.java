package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.Limits;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.SyncLog;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A log of runs in Redis 6 or later: standalone, behind sentinels, or a cluster. Thread-safe.
 *
 * <p>The host owns the client of Lettuce and shuts it down; the log opens one connection from it. A report is kept for
 * {@link #KEEP_FOR} after it was noted last, and the {@value #KEPT} runs that began last can be listed, of all and of each
 * kind. A value that is foreign, half-written or of another version counts as none.
 *
 * <p>A command that is not answered in time is given up: the call fails with {@link SourceUnavailableException} of
 * {@code Source.RUNS}, and the report may have been noted all the same, or noted and not listed. To repeat it is safe.
 */
public final class RedisSyncLog implements SyncLog, AutoCloseable {

    /** How long a call waits for Redis unless told otherwise; a thousand reports are a few megabytes. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    /** How long a report is kept after it was noted last. */
    public static final Duration KEEP_FOR = Duration.ofDays(30);

    /** How many runs are listed, and how many of each kind. */
    public static final int KEPT = 1_000;

    private final Pipeline pipeline;
    private final Values values;
    private final Namespace namespace;

    private RedisSyncLog(Builder builder) {
        pipeline = Pipeline.single(Source.RUNS, builder.topology, builder.timeout, Advice::onConnection);
        values = new Values(pipeline, pipeline, builder.topology instanceof Topology.Cluster);
        namespace = builder.namespace;
    }

    /**
     * A log in one Redis, or in the master that sentinels name.
     *
     * @param client the host's client, which stays the host's to shut down
     * @param uri where Redis is; for sentinels one with {@code withSentinel} and {@code withSentinelMasterId}
     */
    public static Builder builder(RedisClient client, RedisURI uri) {
        return new Builder(new Topology.Standalone(client, uri));
    }

    /**
     * A log in a Redis Cluster.
     *
     * @param client the host's client, which stays the host's to shut down
     */
    public static Builder builder(RedisClusterClient client) {
        return new Builder(new Topology.Cluster(client));
    }

    @Override
    public void record(RunReport report) {
        String key = namespace.runKey(report.id());
        byte[] value = ReportJson.write(report);
        List<Command<?>> commands = new ArrayList<>();
        commands.add(new Command<>(List.of(key), redis -> redis.set(key, value, SetArgs.Builder.px(KEEP_FOR))));
        commands.addAll(listed(report, list(null)));
        commands.addAll(listed(report, list(report.kind())));
        pipeline.carryOut("note run " + report.id(), commands);
    }

    @Override
    public Optional<RunReport> find(String id) {
        return read("find run " + id, List.of(id)).stream().findFirst();
    }

    @Override
    public List<RunReport> latest(@Nullable RunKind kind, int limit) {
        String task = "list the latest " + Limits.require(limit, Limits.ENTRIES) + " runs";
        String list = list(kind);
        List<byte[]> ids = pipeline.<List<byte[]>>carryOut(
                        task, List.of(new Command<>(List.of(list), redis -> redis.zrevrange(list, 0, limit - 1))))
                .get(0)
                .value();
        return ids == null || ids.isEmpty()
                ? List.of()
                : read(task, ids.stream().map(id -> new String(id, UTF_8)).toList()).stream()
                        .filter(report -> kind == null || report.kind() == kind)
                        .sorted(Comparator.comparing(RunReport::startedAt).reversed())
                        .toList();
    }

    /** Closes the connection of the log, not the host's client. Later calls fail as if Redis were away. */
    @Override
    public void close() {
        pipeline.close();
    }

    /** The key of the list of all runs, or of those of a kind: a sorted set of ids by the time when they began. */
    private String list(@Nullable RunKind kind) {
        return namespace.ownKey(kind == null ? "runs" : "runs-" + kind);
    }

    private static List<Command<?>> listed(RunReport report, String list) {
        double begun = report.startedAt().toEpochMilli();
        byte[] id = report.id().getBytes(UTF_8);
        List<String> keys = List.of(list);
        return List.of(
                new Command<>(keys, redis -> redis.zadd(list, begun, id)),
                new Command<>(keys, redis -> redis.zremrangebyrank(list, 0, -KEPT - 1)),
                new Command<>(keys, redis -> redis.pexpire(list, KEEP_FOR)));
    }

    private List<RunReport> read(String task, List<String> ids) {
        List<Answer<byte[]>> answers =
                values.of(task, ids.stream().map(namespace::runKey).toList());
        return IntStream.range(0, ids.size())
                .mapToObj(i -> report(ids.get(i), answers.get(i).value()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<RunReport> report(String id, byte @Nullable [] value) {
        return value == null ? Optional.empty() : ReportJson.read(id, value);
    }

    /** Collects what the log needs; not thread-safe. */
    public static final class Builder {

        private final Topology topology;
        private Namespace namespace = Namespace.DEFAULT;
        private Duration timeout = DEFAULT_TIMEOUT;

        private Builder(Topology topology) {
            this.topology = topology;
        }

        /** Sets the keys apart from others in the same Redis; {@link Namespace#DEFAULT} unless given. */
        public Builder namespace(Namespace namespace) {
            this.namespace = namespace;
            return this;
        }

        /**
         * How long a call waits for Redis, connecting included; {@link #DEFAULT_TIMEOUT} unless given. A long list waits
         * that long once more for the reports.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Pipeline.checked(timeout);
            return this;
        }

        /** The log, which begins to connect and waits for nothing. It may be built while Redis is away. */
        public RedisSyncLog build() {
            Advice.onOptions(topology.options());
            return new RedisSyncLog(this);
        }
    }
}
