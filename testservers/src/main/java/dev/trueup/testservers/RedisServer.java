package dev.trueup.testservers;

/**
 * A real Redis that tests may talk to. Thread-safe.
 *
 * <p>{@link #shared()} is for tests that only need a Redis. Tests that break one {@link #start} their own: it is always
 * a local process, whatever the shared server is, because faults need signals and a port that survives a restart. So no
 * test has to ask whether a fault is possible, and none is skipped.
 */
public interface RedisServer extends TestServer {
    /** Names the server to use instead of one of our own, for instance {@code redis://127.0.0.1:6379}. */
    String URL_VARIABLE = "TRUEUP_TEST_REDIS_URL";

    /**
     * The one server that all tests of this JVM share, started by the first call and stopped at the end of the JVM.
     * Tests keep apart by key prefixes of their own and never flush it.
     *
     * @throws IllegalStateException when no Redis can be found, or the one named by {@value #URL_VARIABLE} does not
     *     answer
     */
    static RedisServer shared() {
        return SharedRedis.SERVER.get();
    }

    /**
     * Starts an empty server of the caller's own, without persistence unless a directive asks for it.
     *
     * @param directives lines of a {@code redis.conf}, such as {@code appendonly yes}; they win over the defaults
     */
    static RedisProcess start(String... directives) {
        return RedisProcess.start(directives);
    }

    /** Starts a replica and waits until it has the master's data. The master must not ask for a password. */
    static RedisProcess startReplicaOf(RedisServer master) {
        return RedisProcess.startReplicaOf(master);
    }

    /** The address as {@code redis://host:port}; a given server's address is handed on as it was given. */
    default String uri() {
        return "redis://" + host() + ":" + port();
    }
}
