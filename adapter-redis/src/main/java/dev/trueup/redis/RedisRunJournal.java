package dev.trueup.redis;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.Limits;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.RunJournal;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;

/**
 * A journal of runs in Redis 6 or later: standalone, behind sentinels, or a cluster. Thread-safe.
 *
 * <p>The host owns the client of Lettuce and shuts it down; the journal opens one connection from it, so that large entries
 * stand in nobody else's way. Every method is one command on one key, a list, which Redis itself forgets
 * {@link #KEEP_FOR} after the last entry.
 *
 * <p>A command that is not answered in time is given up: the call fails with {@link SourceUnavailableException} of
 * {@code Source.RUNS}, and the entry may have been written all the same. A failover to a replica that had not got an entry
 * loses it, so that what it tells of is read once more when the run is resumed.
 */
public final class RedisRunJournal implements RunJournal, AutoCloseable {

    /** How long a call waits for Redis unless told otherwise; several entries of 40 kB may be on their way at a time. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    /** How long a run is kept after its last entry. */
    public static final Duration KEEP_FOR = Duration.ofHours(2);

    private static final Script APPEND = Script.of("append.lua");

    private final Pipeline pipeline;
    private final Scripts scripts;
    private final Namespace namespace;

    private RedisRunJournal(Builder builder) {
        pipeline = Pipeline.single(Source.RUNS, builder.topology, builder.timeout, Advice::onConnection);
        scripts = new Scripts(pipeline, pipeline);
        namespace = builder.namespace;
    }

    /**
     * A journal in one Redis, or in the master that sentinels name.
     *
     * @param client the host's client, which stays the host's to shut down
     * @param uri where Redis is; for sentinels one with {@code withSentinel} and {@code withSentinelMasterId}
     */
    public static Builder builder(RedisClient client, RedisURI uri) {
        return new Builder(new Topology.Standalone(client, uri));
    }

    /**
     * A journal in a Redis Cluster.
     *
     * @param client the host's client, which stays the host's to shut down
     */
    public static Builder builder(RedisClusterClient client) {
        return new Builder(new Topology.Cluster(client));
    }

    @Override
    public void append(String run, byte[] entry) {
        Script.Call call = APPEND.on(namespace.journalKey(run), entry, KEEP_FOR.toMillis());
        scripts.run("write to the journal of run " + run, List.of(call), List.of());
    }

    /** {@inheritDoc} As many as are asked for have to arrive within the timeout. */
    @Override
    public List<byte[]> read(String run, int from, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        if (from < 0) {
            throw new IllegalArgumentException("from must not be negative but is " + from);
        }
        String key = namespace.journalKey(run);
        List<byte[]> entries = pipeline.<List<byte[]>>carryOut(
                        "read the journal of run " + run,
                        List.of(new Command<>(List.of(key), redis -> redis.lrange(key, from, (long) from + limit - 1))))
                .get(0)
                .value();
        return entries == null ? List.of() : List.copyOf(entries);
    }

    @Override
    public void delete(String run) {
        String key = namespace.journalKey(run);
        pipeline.carryOut(
                "forget the journal of run " + run, List.of(new Command<>(List.of(key), redis -> redis.unlink(key))));
    }

    /** Closes the connection of the journal, not the host's client. Later calls fail as if Redis were away. */
    @Override
    public void close() {
        pipeline.close();
    }

    /** Collects what the journal needs; not thread-safe. */
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
         * How long a call waits for Redis, connecting included; {@link #DEFAULT_TIMEOUT} unless given.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Pipeline.checked(timeout);
            return this;
        }

        /** The journal, which begins to connect and waits for nothing. It may be built while Redis is away. */
        public RedisRunJournal build() {
            Advice.onOptions(topology.options());
            return new RedisRunJournal(this);
        }
    }
}
