package dev.trueup.redis;

import dev.trueup.model.Lease;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.Leases;
import dev.trueup.spi.Namespace;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Leases in Redis 6 or later: standalone, behind sentinels, or a cluster. Thread-safe.
 *
 * <p>The host owns the client of Lettuce and shuts it down; the leases open one connection from it. Every method is one
 * command on one key, which Redis itself lets expire when the lease is over.
 *
 * <p>A command that is not answered in time is given up: the call fails with {@link SourceUnavailableException} of
 * {@code Source.LEASES}, and a lease that was taken all the same ends by itself. A failover to a replica that had not
 * got a lease loses it, so that two may hold it for a while: what is done under a lease has to bear that.
 *
 * @see <a href="https://redis.io/docs/latest/commands/set/">Redis: SET with NX and PX</a>
 */
public final class RedisLeases implements Leases, AutoCloseable {

    private static final Script ACQUIRE = Script.of("acquire.lua");
    private static final Script EXTEND = Script.of("extend.lua");
    private static final Script SURRENDER = Script.of("surrender.lua");

    private final Pipeline pipeline;
    private final Scripts scripts;
    private final Namespace namespace;

    private RedisLeases(Builder builder) {
        pipeline = Pipeline.single(Source.LEASES, builder.topology, builder.timeout, Advice::onConnection);
        scripts = new Scripts(pipeline, pipeline);
        namespace = builder.namespace;
    }

    /**
     * Leases in one Redis, or in the master that sentinels name.
     *
     * @param client the host's client, which stays the host's to shut down
     * @param uri where Redis is; for sentinels one with {@code withSentinel} and {@code withSentinelMasterId}
     */
    public static Builder builder(RedisClient client, RedisURI uri) {
        return new Builder(new Topology.Standalone(client, uri));
    }

    /**
     * Leases in a Redis Cluster.
     *
     * @param client the host's client, which stays the host's to shut down
     */
    public static Builder builder(RedisClusterClient client) {
        return new Builder(new Topology.Cluster(client));
    }

    @Override
    public Optional<Lease> acquire(String task, Duration length) {
        Lease asked = new Lease(task, UUID.randomUUID().toString());
        boolean taken = run("acquire", asked, ACQUIRE, asked.owner(), millis(length));
        return taken ? Optional.of(asked) : Optional.empty();
    }

    @Override
    public boolean renew(Lease lease, Duration length) {
        return run("renew", lease, EXTEND, lease.owner(), millis(length));
    }

    @Override
    public void release(Lease lease) {
        run("release", lease, SURRENDER, lease.owner());
    }

    /** Closes the connection of the leases, not the host's client. Later calls fail as if Redis were away. */
    @Override
    public void close() {
        pipeline.close();
    }

    private boolean run(String verb, Lease lease, Script script, Object... arguments) {
        Script.Call call = script.on(namespace.leaseKey(lease.task()), arguments);
        String task = Failure.task(verb, List.of(lease), "leases");
        return Reply.text(scripts.run(task, List.of(call), List.of()).get(0)).equals("YES");
    }

    private static long millis(Duration length) {
        return Leases.requireLength(length).toMillis();
    }

    /** Collects what the leases need; not thread-safe. */
    public static final class Builder {

        private final Topology topology;
        private Namespace namespace = Namespace.DEFAULT;
        private Duration timeout = RedisCustomerCache.DEFAULT_TIMEOUT;

        private Builder(Topology topology) {
            this.topology = topology;
        }

        /** Sets the keys apart from others in the same Redis; {@link Namespace#DEFAULT} unless given. */
        public Builder namespace(Namespace namespace) {
            this.namespace = namespace;
            return this;
        }

        /**
         * How long a call waits for Redis, connecting included; {@link RedisCustomerCache#DEFAULT_TIMEOUT} unless given.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Pipeline.checked(timeout);
            return this;
        }

        /** The leases, which begin to connect and wait for nothing. They may be built while Redis is away. */
        public RedisLeases build() {
            Advice.onOptions(topology.options());
            return new RedisLeases(this);
        }
    }
}
