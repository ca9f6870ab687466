package dev.trueup.testservers;

/** Where the PostgreSQL that all tests of this JVM share can come from. Stateless. */
final class SharedPostgres {
    static final SharedServer<PostgresServer> SERVER = new SharedServer<>(
            "PostgreSQL", PostgresServer.URL_VARIABLE, SharedPostgres::isAvailable, SharedPostgres::open);

    private SharedPostgres() {}

    private static PostgresServer open(ServerKind kind) {
        return switch (kind) {
            case GIVEN ->
                GivenPostgres.at(SharedServer.given(PostgresServer.URL_VARIABLE).orElseThrow());
            case DOCKER -> DockerPostgres.start();
            case PATH, EMBEDDED -> PostgresProcess.start();
        };
    }

    private static boolean isAvailable(ServerKind kind) {
        return switch (kind) {
            case GIVEN -> SharedServer.given(PostgresServer.URL_VARIABLE).isPresent();
            case DOCKER -> DockerEngine.answers();
            case PATH -> PostgresBinaries.onPath().isPresent();
            case EMBEDDED -> true;
        };
    }
}
