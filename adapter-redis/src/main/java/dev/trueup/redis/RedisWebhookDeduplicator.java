package dev.trueup.redis;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.WebhookDeduplicator;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The claims of webhook events in Redis 6 or later: standalone, behind sentinels, or a cluster. Thread-safe.
 *
 * <p>The host owns the client of Lettuce, which {@link RedisCustomerCache#recommendedOptions} suit, and shuts it down;
 * the deduplicator opens one connection from it. It begins to connect when it is built and goes on trying whenever it is
 * used, so a service can start while Redis is away. Every method is one command on one key, and the time is Redis' own.
 *
 * <p>A command that is not answered in time is given up, whatever the client's own options, and what was not sent yet is
 * not sent later. Whether one that was sent is carried out is unknown: the call fails with
 * {@link SourceUnavailableException} of {@code Source.CLAIMS}, and repeating it is safe. An event that was claimed so
 * without its owner knowing can be claimed by others after the lease.
 *
 * <p>What Redis acknowledged can still be lost by Redis, by a failover to a replica that had not got it or a restart
 * without data. A completion that was lost means that the event is worked on again when it comes again; a claim that was
 * lost means that its owner is told {@code FENCED}.
 */
public final class RedisWebhookDeduplicator implements WebhookDeduplicator, AutoCloseable {

    /** How long each call may take unless the builder is told otherwise: 300 ms. */
    public static final Duration DEFAULT_TIMEOUT = RedisCustomerCache.DEFAULT_TIMEOUT;

    private final Pipeline pipeline;
    private final Scripts scripts;
    private final EventScripts steps;

    private RedisWebhookDeduplicator(Builder builder) {
        pipeline = Pipeline.single(Source.CLAIMS, builder.topology, builder.timeout, Advice::onConnection);
        scripts = new Scripts(pipeline, pipeline);
        steps = new EventScripts(builder.settings);
    }

    /**
     * Claims in one Redis, or in the master that sentinels name.
     *
     * @param client the host's client, which stays the host's to shut down
     * @param uri where Redis is; for sentinels one with {@code withSentinel} and {@code withSentinelMasterId}
     */
    public static Builder builder(RedisClient client, RedisURI uri) {
        return new Builder(new Topology.Standalone(client, uri));
    }

    /**
     * Claims in a Redis Cluster.
     *
     * @param client the host's client, which stays the host's to shut down
     */
    public static Builder builder(RedisClusterClient client) {
        return new Builder(new Topology.Cluster(client));
    }

    @Override
    public ClaimResult claim(EventKey key, String owner, String fingerprint) {
        Script.Call step =
                steps.claim(key, Claims.requireToken("owner", owner), Claims.requireToken("fingerprint", fingerprint));
        String[] words = run("claim", key, step).split(" ");
        return switch (words[0]) {
            case "CLAIMED" ->
                new ClaimResult.Claimed(new Claim(key, owner, Long.parseLong(words[1]), micros(words[2])));
            case "BUSY" -> new ClaimResult.Busy(micros(words[1]));
            case "DONE" -> new ClaimResult.Done();
            case "DEAD" -> new ClaimResult.Dead(Long.parseLong(words[1]));
            case "MISMATCH" -> new ClaimResult.Mismatch();
            default -> throw new IllegalStateException(words[0]); // the script says nothing else
        };
    }

    @Override
    public ClaimVerdict complete(Claim claim) {
        return ClaimVerdict.valueOf(run("complete", claim.key(), steps.complete(claim)));
    }

    @Override
    public ClaimVerdict release(Claim claim, Duration retryAfter) {
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter must not be negative but is " + retryAfter);
        }
        return ClaimVerdict.valueOf(run("release", claim.key(), steps.release(claim, retryAfter)));
    }

    @Override
    public ClaimVerdict renew(Claim claim) {
        return ClaimVerdict.valueOf(run("renew", claim.key(), steps.renew(claim)));
    }

    @Override
    public boolean reopen(EventKey key) {
        return run("reopen", key, steps.reopen(key)).equals("OPEN");
    }

    /** Closes the connection of the deduplicator, not the host's client. Later calls fail as if Redis were away. */
    @Override
    public void close() {
        pipeline.close();
    }

    private String run(String verb, EventKey key, Script.Call step) {
        String task = Failure.task(verb, List.of(key), "events");
        return Reply.of(scripts.run(task, List.of(step), List.of()).get(0)).words();
    }

    private static Duration micros(String number) {
        return Duration.of(Long.parseLong(number), ChronoUnit.MICROS);
    }

    /** Collects what a deduplicator needs; not thread-safe. */
    public static final class Builder {

        private final Topology topology;
        private ClaimSettings settings = ClaimSettings.DEFAULT;
        private Duration timeout = DEFAULT_TIMEOUT;

        private Builder(Topology topology) {
            this.topology = topology;
        }

        /** Namespace, lease, retention and maximum of attempts; {@link ClaimSettings#DEFAULT} unless given. */
        public Builder settings(ClaimSettings settings) {
            this.settings = settings;
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

        /** The deduplicator, which begins to connect and waits for nothing. It may be built while Redis is away. */
        public RedisWebhookDeduplicator build() {
            Advice.onOptions(topology.options());
            return new RedisWebhookDeduplicator(this);
        }
    }
}
