package dev.trueup.testservers;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A Redis in a container, stopped at the end of the JVM. Immutable. */
record DockerRedis(String host, int port, String version) implements RedisServer {
    private static final DockerImageName IMAGE = DockerImageName.parse("redis:7-alpine");
    private static final int REDIS_PORT = 6379;

    static DockerRedis start() {
        GenericContainer<?> container = new GenericContainer<>(IMAGE).withExposedPorts(REDIS_PORT);
        AtExit.run(container::stop);
        container.start();
        String host = container.getHost();
        int port = container.getMappedPort(REDIS_PORT);
        try (RespConnection redis = RespConnection.open(host, port)) {
            return new DockerRedis(host, port, redis.info("server", "redis_version"));
        }
    }

    @Override
    public ServerKind kind() {
        return ServerKind.DOCKER;
    }
}
