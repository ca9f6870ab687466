package dev.trueup.testservers;

import java.net.URI;

/** Where the Redis that all tests of this JVM share can come from. Stateless. */
final class SharedRedis {
    static final SharedServer<RedisServer> SERVER =
            new SharedServer<>("Redis", RedisServer.URL_VARIABLE, SharedRedis::isAvailable, SharedRedis::open);

    private SharedRedis() {}

    private static RedisServer open(ServerKind kind) {
        return switch (kind) {
            case GIVEN ->
                GivenRedis.at(
                        URI.create(SharedServer.given(RedisServer.URL_VARIABLE).orElseThrow()));
            case DOCKER -> DockerRedis.start();
            case PATH, EMBEDDED -> RedisProcess.start();
        };
    }

    private static boolean isAvailable(ServerKind kind) {
        return switch (kind) {
            case GIVEN -> SharedServer.given(RedisServer.URL_VARIABLE).isPresent();
            case DOCKER -> DockerEngine.answers();
            case PATH -> RedisBinary.onPath().isPresent();
            case EMBEDDED -> RedisBinary.isEmbedded();
        };
    }
}
