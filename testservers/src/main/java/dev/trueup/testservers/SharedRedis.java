package dev.trueup.testservers;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one Redis of this JVM. Thread-safe. */
final class SharedRedis {
    private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);

    private static @Nullable RedisServer server;

    private SharedRedis() {}

    static synchronized RedisServer server() {
        if (server == null) {
            server = open();
            announce(server);
        }
        return server;
    }

    private static RedisServer open() {
        RedisKind kind = RedisKind.choose(SharedRedis::isAvailable);
        if (kind != RedisKind.DOCKER) {
            return open(kind);
        }
        try {
            return open(kind);
        } catch (RuntimeException e) {
            LOG.warn("Docker answers but runs no Redis, looking further: {}", e.toString());
            return open(RedisKind.choose(other -> other != RedisKind.DOCKER && isAvailable(other)));
        }
    }

    private static RedisServer open(RedisKind kind) {
        return switch (kind) {
            case GIVEN -> GivenRedis.at(URI.create(givenUrl().orElseThrow()));
            case DOCKER -> DockerRedis.start();
            case PATH, EMBEDDED -> RedisProcess.start();
        };
    }

    private static boolean isAvailable(RedisKind kind) {
        return switch (kind) {
            case GIVEN -> givenUrl().isPresent();
            case DOCKER -> DockerEngine.answers();
            case PATH -> RedisBinary.onPath().isPresent();
            case EMBEDDED -> RedisBinary.isEmbedded();
        };
    }

    private static Optional<String> givenUrl() {
        return Optional.ofNullable(System.getenv(RedisServer.URL_VARIABLE)).filter(url -> !url.isBlank());
    }

    // A run must show which server it used, also where the module under test keeps its log quieter than INFO.
    @SuppressWarnings("SystemOut")
    private static void announce(RedisServer redis) {
        String line = describe(redis);
        if (LOG.isInfoEnabled()) {
            LOG.info(line);
        } else {
            System.out.println(line);
        }
    }

    static String describe(RedisServer redis) {
        return "Trueup tests use Redis %s (%s) at %s:%d"
                .formatted(redis.version(), redis.kind(), redis.host(), redis.port());
    }
}
