package dev.trueup.testservers;

/** Where a server of the tests comes from, in order of preference. */
public enum ServerKind {
    /** A server that runs elsewhere, named by an environment variable. */
    GIVEN("given"),
    /** A container of this JVM, when a Docker engine answers. */
    DOCKER("Docker"),
    /** A process of what is on the {@code PATH}. */
    PATH("binary on the PATH"),
    /** A process of what a jar among the test dependencies carries. */
    EMBEDDED("embedded binary");

    private final String label;

    ServerKind(String label) {
        this.label = label;
    }

    /** The words for the line that tells which server a test run used. */
    @Override
    public String toString() {
        return label;
    }
}
