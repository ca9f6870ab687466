package dev.trueup.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.concurrent.CompletionStage;

/** The host's client, which knows where Redis is. Thread-safe. */
sealed interface Topology {

    /** Keys are ASCII by construction, values are bytes. */
    RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

    /** Opens another connection, without waiting for it. */
    CompletionStage<? extends Session> connect();

    /** The options of the host's client, which are the host's to change. */
    ClientOptions options();

    /** One server, or the master that sentinels name. */
    record Standalone(RedisClient client, RedisURI uri) implements Topology {

        @Override
        public CompletionStage<Session.Single> connect() {
            return client.connectAsync(CODEC, uri).thenApply(Session.Single::new);
        }

        @Override
        public ClientOptions options() {
            return client.getOptions();
        }
    }

    /** A cluster. */
    record Cluster(RedisClusterClient client) implements Topology {

        @Override
        public CompletionStage<Session.Clustered> connect() {
            // Connecting without waiting needs a topology to start from, and an old one may be the reason to reconnect.
            return client.refreshPartitionsAsync()
                    .thenCompose(done -> client.connectAsync(CODEC))
                    .thenApply(Session.Clustered::new);
        }

        @Override
        public ClientOptions options() {
            return client.getOptions();
        }
    }
}
