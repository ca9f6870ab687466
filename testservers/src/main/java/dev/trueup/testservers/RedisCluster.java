package dev.trueup.testservers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Redis Cluster of three masters without replicas, as local processes. Thread-safe.
 *
 * <p>Put together by hand, as {@code redis-cli --cluster create} does it: see the
 * <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">specification</a>. It needs
 * about two seconds, for which a freshly started master refuses to be writable.
 */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisProcess> nodes;

    private RedisCluster(List<RedisProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Starts the cluster and waits until every node calls it complete and writable. */
    public static RedisCluster start() {
        List<RedisProcess> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < MASTERS; i++) {
                nodes.add(RedisProcess.start(
                        "cluster-enabled yes", "cluster-config-file nodes.conf", "cluster-node-timeout 2000"));
            }
            for (int i = 0; i < MASTERS; i++) {
                join(nodes.get(i), i, nodes.subList(0, i));
            }
            nodes.forEach(RedisCluster::awaitComplete);
            return new RedisCluster(nodes);
        } catch (RuntimeException e) {
            nodes.forEach(RedisProcess::close);
            throw e;
        }
    }

    /** An epoch of its own for each node, and a meeting of each pair, so that nothing waits for votes or gossip. */
    private static void join(RedisProcess node, int index, List<RedisProcess> earlier) {
        node.ask("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(index + 1));
        node.ask(addSlots(SLOTS * index / MASTERS, SLOTS * (index + 1) / MASTERS));
        earlier.forEach(other -> node.ask("CLUSTER", "MEET", other.host(), String.valueOf(other.port())));
    }

    /** Slot by slot, because ADDSLOTSRANGE came with Redis 7. */
    private static String[] addSlots(int from, int to) {
        List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        IntStream.range(from, to).mapToObj(String::valueOf).forEach(words::add);
        return words.toArray(String[]::new);
    }

    private static void awaitComplete(RedisProcess node) {
        node.await("a node of a complete cluster", redis -> {
            List<String> state = redis.ask("CLUSTER", "INFO").lines().toList();
            return state.contains("cluster_state:ok")
                    && state.contains("cluster_slots_ok:" + SLOTS)
                    && state.contains("cluster_known_nodes:" + MASTERS);
        });
    }

    /** The addresses of all nodes, each enough to find the others. */
    public List<String> uris() {
        return nodes.stream().map(RedisProcess::uri).toList();
    }

    /** The masters in the order of their slots, for faults. */
    public List<RedisProcess> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
