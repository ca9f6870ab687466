package dev.trueup.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisClusterTest {
    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void everyNodeSeesAllSlotsServed() {
        assertThat(cluster.nodes()).hasSize(3).allSatisfy(node -> assertThat(node.ask("CLUSTER", "INFO"))
                .contains("cluster_state:ok", "cluster_slots_ok:16384", "cluster_size:3"));
    }

    @Test
    void aNodeSendsAStrangersKeyToItsOwner() {
        assertThatThrownBy(() -> cluster.nodes().forEach(node -> node.ask("SET", "moved", "value")))
                .hasMessageStartingWith("MOVED");
    }

    @Test
    void aClusterClientReadsBackItsKeysFromAllNodes() {
        try (RedisClusterClient client = RedisClusterClient.create(
                        cluster.uris().stream().map(RedisURI::create).toList());
                StatefulRedisClusterConnection<String, String> connection = client.connect()) {
            RedisAdvancedClusterCommands<String, String> redis = connection.sync();
            IntStream.range(0, 100).forEach(i -> redis.set("key:" + i, "value:" + i));

            assertThat(IntStream.range(0, 100))
                    .allSatisfy(i -> assertThat(redis.get("key:" + i)).isEqualTo("value:" + i));
            assertThat(cluster.nodes())
                    .allSatisfy(node -> assertThat(node.ask("DBSIZE")).isNotEqualTo("0"));
        }
    }
}
