package dev.trueup.testservers;

import java.net.URI;
import java.util.Optional;

/** A Redis that runs elsewhere and is not ours to stop. Immutable. */
record GivenRedis(String uri, String host, int port, String version) implements RedisServer {
    private static final int DEFAULT_PORT = 6379;

    /** Connects once, so that a wrong address fails here and by its name, not in the first test. */
    static GivenRedis at(URI uri) {
        String host = Optional.ofNullable(uri.getHost())
                .orElseThrow(() -> new IllegalStateException(URL_VARIABLE + " names no host"));
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        boolean tls = "rediss".equals(uri.getScheme());
        try (RespConnection redis = tls ? RespConnection.openTls(host, port) : RespConnection.open(host, port)) {
            Optional.ofNullable(uri.getUserInfo()).ifPresent(redis::authenticate);
            return new GivenRedis(uri.toString(), host, port, redis.info("server", "redis_version"));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The Redis named by " + URL_VARIABLE + " at " + host + ":" + port + " cannot be used", e);
        }
    }

    @Override
    public ServerKind kind() {
        return ServerKind.GIVEN;
    }

    /** Leaves out the URI, which may hold a password. */
    @Override
    public String toString() {
        return "GivenRedis[" + host + ":" + port + "]";
    }
}
