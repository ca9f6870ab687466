package dev.trueup.redis;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import dev.trueup.spi.TrueupListener;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The customer cache in Redis 6 or later: standalone, behind sentinels, or a cluster. Thread-safe.
 *
 * <p>The host owns the client of Lettuce and shuts it down; the cache opens two connections from it, one for single
 * commands and one for batches, so that a batch does not delay a look-up. It begins to connect when it is built and
 * goes on trying whenever it is used, so a service can start while Redis is away: until Redis is there, every call fails
 * at once or after the timeout with {@link SourceUnavailableException}, which {@code FallbackCustomerCache} turns into
 * reads without Redis.
 *
 * <p>A command that is not answered in time is given up, whatever the client's own options, and what was not sent yet is
 * not sent later. Whether one that was sent is carried out is unknown; a put that is carried out late is refused by the
 * record itself when a later sync has put. Writes that Redis acknowledged can still be lost by Redis, by a failover to a
 * replica that had not got them; the record is then an older one until the next sync of that user.
 */
public final class RedisCustomerCache implements CustomerCache, AutoCloseable {

    /** How long each command may take unless the builder is told otherwise: 300 ms. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(300);

    private final Pipeline single;
    private final Pipeline batch;
    private final Reads reads;
    private final Writes writes;

    private RedisCustomerCache(Builder builder) {
        StoreClock clock = new StoreClock();
        single = Pipeline.single(Source.CACHE, builder.topology, builder.timeout, session -> {
            Advice.onConnection(session);
            clock.ask(session);
        });
        batch = Pipeline.batch(Source.CACHE, builder.topology, builder.timeout);
        Values values = new Values(single, batch, builder.topology instanceof Topology.Cluster);
        reads = new Reads(values, clock, builder.settings.namespace(), builder.listener);
        writes = new Writes(new Scripts(single, batch), clock, builder.settings);
    }

    /**
     * A cache in one Redis, or in the master that sentinels name.
     *
     * @param client the host's client, which stays the host's to shut down
     * @param uri where Redis is; for sentinels one with {@code withSentinel} and {@code withSentinelMasterId}
     */
    public static Builder builder(RedisClient client, RedisURI uri) {
        return new Builder(new Topology.Standalone(client, uri));
    }

    /**
     * A cache in a Redis Cluster, always read from the masters.
     *
     * @param client the host's client, which stays the host's to shut down
     */
    public static Builder builder(RedisClusterClient client) {
        return new Builder(new Topology.Cluster(client));
    }

    /**
     * Options for the host's client that suit a cache: commands are rejected while disconnected, the queue is bounded,
     * connecting and commands time out after a second (the cache itself gives up earlier), dead peers are noticed.
     */
    public static ClientOptions recommendedOptions() {
        return Advice.options();
    }

    /** As {@link #recommendedOptions()}, and the topology of the cluster is followed when it changes. */
    public static ClusterClientOptions recommendedClusterOptions() {
        return Advice.clusterOptions();
    }

    @Override
    public Map<UserId, CacheEntry> read(Collection<UserId> users) {
        return reads.records(users);
    }

    @Override
    public Map<CustomerId, UserId> owners(Collection<CustomerId> customers) {
        return reads.owners(customers);
    }

    @Override
    public Map<UserId, Ticket> tickets(Collection<UserId> users) {
        return writes.tickets(users);
    }

    @Override
    public PageTicket pageTicket() {
        return writes.pageTicket();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a user occurs twice
     */
    @Override
    public Map<UserId, PutResult> put(Collection<Put> puts) {
        return writes.put(puts);
    }

    /**
     * How many values could not be read since the start: half-written, foreign, or of a newer version. Each was a miss
     * and was told to {@link TrueupListener#unreadableValue}.
     */
    public long unreadableValues() {
        return reads.unreadableValues();
    }

    /** Closes the two connections of the cache, not the host's client. Later calls fail as if Redis were away. */
    @Override
    public void close() {
        single.close();
        batch.close();
    }

    /** Collects what a cache needs; not thread-safe. */
    public static final class Builder {

        private final Topology topology;
        private CacheSettings settings = CacheSettings.DEFAULT;
        private Duration timeout = DEFAULT_TIMEOUT;
        private TrueupListener listener = TrueupListener.NONE;

        private Builder(Topology topology) {
            this.topology = topology;
        }

        /** Namespace and durations; {@link CacheSettings#DEFAULT} unless given. */
        public Builder settings(CacheSettings settings) {
            this.settings = settings;
            return this;
        }

        /**
         * How long a call waits for Redis, connecting included; {@link #DEFAULT_TIMEOUT} unless given. A batch waits that
         * long again whenever some of it was answered.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Pipeline.checked(timeout);
            return this;
        }

        /** Is told of values that cannot be read; {@link TrueupListener#NONE} unless given. */
        public Builder listener(TrueupListener listener) {
            this.listener = TrueupListener.guarded(listener);
            return this;
        }

        /** The cache, which begins to connect and waits for nothing. It may be built while Redis is away. */
        public RedisCustomerCache build() {
            Advice.onOptions(topology.options());
            return new RedisCustomerCache(this);
        }
    }
}
