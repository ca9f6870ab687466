package dev.trueup.testservers;

/** What every server of the tests can tell of itself. Thread-safe. */
public interface TestServer {

    /** The name or address to connect to. */
    String host();

    /** The port to connect to. */
    int port();

    /** What the server calls its version, for instance {@code 6.2.11}. */
    String version();

    /** Where the server comes from. */
    ServerKind kind();
}
