package dev.trueup.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One open connection of Lettuce, to a single server or to a whole cluster. Thread-safe. */
sealed interface Session {

    StatefulConnection<String, byte[]> connection();

    RedisClusterAsyncCommands<String, byte[]> commands();

    /**
     * Completes when every server that these keys live on is connected, and fails when one is not. Asked before anything
     * is sent, so that nothing waits in a buffer of Lettuce's, to be carried out long after the caller has given up.
     */
    CompletableFuture<Void> ready(Collection<String> keys);

    /** To one server. */
    record Single(StatefulRedisConnection<String, byte[]> connection) implements Session {

        @Override
        public RedisClusterAsyncCommands<String, byte[]> commands() {
            return connection.async();
        }

        @Override
        public CompletableFuture<Void> ready(Collection<String> keys) {
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
        public CompletableFuture<Void> ready(Collection<String> keys) {
            Set<RedisClusterNode> masters = new HashSet<>();
            for (String key : keys) {
                masters.add(connection.getPartitions().getMasterBySlot(SlotHash.getSlot(key)));
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
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new RedisException("Currently not connected"));
    }
}
