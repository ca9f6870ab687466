package dev.trueup.testservers;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A single Redis Sentinel that watches one master and, alone, decides on a failover. Thread-safe.
 *
 * <p>It finds the replicas that the master has when the sentinel starts; one that joins later is seen within ten
 * seconds, the interval at which Sentinel asks a healthy master.
 */
public final class RedisSentinel implements AutoCloseable {
    /** The name under which clients ask for the master. */
    public static final String MASTER = "trueup";

    private final RedisProcess process;

    private RedisSentinel(RedisProcess process) {
        this.process = process;
    }

    /** Starts a sentinel and waits until it knows the master and its replicas. */
    public static RedisSentinel watching(RedisProcess master) {
        RedisProcess process = RedisProcess.startSentinel(List.of(
                "sentinel monitor " + MASTER + " " + master.host() + " " + master.port() + " 1",
                "sentinel down-after-milliseconds " + MASTER + " 500",
                "sentinel failover-timeout " + MASTER + " 3000"));
        String replicas = master.info("replication", "connected_slaves");
        process.await("aware of " + replicas + " replicas", sentinel -> replicas.equals(replicas(sentinel)));
        return new RedisSentinel(process);
    }

    private static String replicas(RespConnection sentinel) {
        List<String> fields = sentinel.ask("SENTINEL", "MASTER", MASTER).lines().toList();
        return fields.get(fields.indexOf("num-slaves") + 1);
    }

    /** The server that the sentinel takes for the master now; after a failover this is another one. */
    public InetSocketAddress master() {
        List<String> address = process.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)
                .lines()
                .toList();
        return InetSocketAddress.createUnresolved(address.get(0), Integer.parseInt(address.get(1)));
    }

    /** The address to give to a client, as {@code redis-sentinel://host:port#name}. */
    public String uri() {
        return "redis-sentinel://" + process.host() + ":" + process.port() + "#" + MASTER;
    }

    /** The sentinel's own process, for faults. */
    public RedisProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
