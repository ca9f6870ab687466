package dev.trueup.testservers;

import java.util.Arrays;
import java.util.function.Predicate;

/** Where a Redis of the tests comes from, in order of preference. */
public enum RedisKind {
    /** A server that runs elsewhere, named by the environment variable {@value RedisServer#URL_VARIABLE}. */
    GIVEN(RedisServer.URL_VARIABLE),
    /** A container of this JVM, when a Docker engine answers. */
    DOCKER("Docker"),
    /** A process of the {@code redis-server} on the {@code PATH}. */
    PATH("redis-server on the PATH"),
    /** A process of the Redis inside the embedded-redis jar. */
    EMBEDDED("embedded binary");

    private final String label;

    RedisKind(String label) {
        this.label = label;
    }

    /**
     * The first kind that is available; kinds after it are not asked for.
     *
     * @throws IllegalStateException when none is
     */
    static RedisKind choose(Predicate<RedisKind> available) {
        return Arrays.stream(values())
                .filter(available)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No Redis for the tests: set " + RedisServer.URL_VARIABLE
                        + ", start Docker or put redis-server on the PATH"));
    }

    /** The words for the line that tells which server a test run used. */
    @Override
    public String toString() {
        return label;
    }
}
