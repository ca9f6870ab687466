package dev.trueup.testservers;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one server of a product that all tests of this JVM share, opened when it is first asked for. Thread-safe. */
final class SharedServer<S extends TestServer> {
    private static final Logger LOG = LoggerFactory.getLogger(SharedServer.class);

    private final String product;
    private final String variable;
    private final Predicate<ServerKind> available;
    private final Function<ServerKind, S> opening;
    private @Nullable S server;

    /** The kinds are asked for and opened in their order. The variable is the one that names a given server. */
    SharedServer(String product, String variable, Predicate<ServerKind> available, Function<ServerKind, S> opening) {
        this.product = product;
        this.variable = variable;
        this.available = available;
        this.opening = opening;
    }

    synchronized S get() {
        if (server == null) {
            server = open();
            announce(describe(server));
        }
        return server;
    }

    /** What the environment says of a given server. */
    static Optional<String> given(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(url -> !url.isBlank());
    }

    /**
     * The first kind that is available; kinds after it are not asked for.
     *
     * @throws IllegalStateException when none is
     */
    ServerKind choose(Predicate<ServerKind> among) {
        return Arrays.stream(ServerKind.values())
                .filter(among)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + product + " for the tests: set " + variable
                        + ", start Docker or put " + product + " on the PATH"));
    }

    String describe(TestServer found) {
        return "Trueup tests use %s %s (%s) at %s:%d"
                .formatted(product, found.version(), found.kind(), found.host(), found.port());
    }

    private S open() {
        ServerKind kind = choose(available);
        if (kind != ServerKind.DOCKER) {
            return opening.apply(kind);
        }
        try {
            return opening.apply(kind);
        } catch (RuntimeException e) {
            LOG.warn("Docker answers but runs no {}, looking further: {}", product, e.toString());
            return opening.apply(choose(other -> other != ServerKind.DOCKER && available.test(other)));
        }
    }

    // A run must show which server it used, also where the module under test keeps its log quieter than INFO.
    @SuppressWarnings("SystemOut")
    private static void announce(String line) {
        if (LOG.isInfoEnabled()) {
            LOG.info(line);
        } else {
            System.out.println(line);
        }
    }
}
