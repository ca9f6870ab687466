package dev.trueup.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One open connection of Lettuce, to a single server or to a whole cluster. Thread-safe. */
sealed interface Session {

    CompletableFuture<Void> CONNECTED = CompletableFuture.completedFuture(null);

    StatefulConnection<String, byte[]> connection();

    RedisClusterAsyncCommands<String, byte[]> commands();

    /**
     * Completes when every server that these commands go to is connected, and fails when one is not. Asked before anything
     * is sent, so that nothing waits in a buffer of Lettuce's, to be carried out long after the caller has given up.
     */
    CompletableFuture<Void> ready(List<? extends Command<?>> commands);

    /** To one server. */
    record Single(StatefulRedisConnection<String, byte[]> connection) implements Session {

        @Override
        public RedisClusterAsyncCommands<String, byte[]> commands() {
            return connection.async();
        }

        @Override
        public CompletableFuture<Void> ready(List<? extends Command<?>> commands) {
            return connected(connection);
        }
    }

    /** To the masters of a cluster, each connected when it is first needed. */
    record Clustered(StatefulRedisClusterConnection<String, byte[]> connection) implements Session {

        @Override
        public RedisClusterAsyncCommands<String, byte[]> commands() {
            return connection.async();
        }

        @Override
        public CompletableFuture<Void> ready(List<? extends Command<?>> commands) {
            Set<RedisClusterNode> masters = new HashSet<>();
            for (Command<?> command : commands) {
                for (String key : command.keys()) {
                    masters.add(connection.getPartitions().getMasterBySlot(SlotHash.getSlot(key)));
                }
            }
            // By address, as Lettuce routes commands; by node id it would open connections of their own.
            return CompletableFuture.allOf(masters.stream()
                    .filter(Objects::nonNull) // a slot that no master serves fails when the command is sent
                    .map(RedisClusterNode::getUri)
                    .map(uri -> connection.getConnectionAsync(uri.getHost(), uri.getPort()))
                    .map(node -> node.thenCompose(Session::connected))
                    .toArray(CompletableFuture<?>[]::new));
        }
    }

    private static CompletableFuture<Void> connected(StatefulConnection<?, ?> connection) {
        return connection.isOpen()
                ? CONNECTED
                : CompletableFuture.failedFuture(new RedisException("Currently not connected"));
    }
}
