package dev.trueup.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the host should have set up, and the warnings when it has not. */
final class Advice {

    private static final Logger log = LoggerFactory.getLogger(Advice.class);

    /** Room for several batches at once; at about 1 kB for each command no more than 10 MB. */
    private static final int QUEUE = 10_000;

    private Advice() {}

    static ClientOptions options() {
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(1)))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(30))
                                .interval(Duration.ofSeconds(5))
                                .count(3)
                                .build())
                        .build())
                .build();
    }

    static ClusterClientOptions clusterOptions() {
        return ClusterClientOptions.builder(options())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(Duration.ofSeconds(30))
                        .build())
                .build();
    }

    /** Warns of a client that keeps commands for later. */
    static void onOptions(ClientOptions options) {
        if (buffers(options)) {
            log.warn("The Redis client keeps commands while it is disconnected and carries them out later, when nobody"
                    + " waits for them. Trueup's own connections are guarded, but a client with"
                    + " RedisCustomerCache.recommendedOptions() is safer and needs less memory in an outage");
        }
        if (options.getRequestQueueSize() == Integer.MAX_VALUE) {
            log.warn("The queue of the Redis client has no bound, so it grows while Redis hangs;"
                    + " RedisCustomerCache.recommendedOptions() bounds it");
        }
    }

    /** Asks a new connection for what to warn of; a server that does not tell is no failure. */
    static void onConnection(Session session) {
        session.commands().info("memory").thenAccept(Advice::onMemory);
    }

    /** Warns of a server that may drop anything. */
    static void onMemory(String info) {
        info.lines()
                .filter(line -> line.startsWith("maxmemory_policy:allkeys-"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1))
                .ifPresent(policy -> log.warn(
                        "REDIS MAY EVICT ANY KEY: its maxmemory-policy is {}. Records and tickets would vanish under memory"
                                + " pressure before their time, and claims too, so that webhook events are worked on"
                                + " again. Use noeviction or a volatile-* policy",
                        policy));
    }

    private static boolean buffers(ClientOptions options) {
        return options.getDisconnectedBehavior() == DisconnectedBehavior.ACCEPT_COMMANDS
                || (options.getDisconnectedBehavior() == DisconnectedBehavior.DEFAULT && options.isAutoReconnect());
    }
}
